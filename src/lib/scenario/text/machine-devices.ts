/**
 * Devices of a machine from their statements: dax, virtio-mem, memory devices that are plugged.
 */
import type { DaxDeviceDescription, VirtioMemDescription } from '#lib/hotplug/state/machine.ts';
import { DAX_DEVICES, DAX_RANGES } from '#lib/hotplug/state/tables.ts';
import type { Errors } from './errors.ts';
import { bytesOfWord, hasFlag, numberGiven, rangeOfWord, wordOf, wordsOf } from './given.ts';
import type { BytesRange } from './numbers.ts';
import type { Clause } from './syntax.ts';
import type { Place } from './text-error.ts';

/** A range of addresses that belongs to something, to look for overlaps. */
export interface Owned extends BytesRange {
  readonly owner: string;
  readonly at: Place;
}

export interface Dimm extends BytesRange {
  readonly name: string;
  readonly nid: number;
  readonly at: Place;
}

export interface Devices {
  readonly dax: DaxDeviceDescription[];
  readonly virtioMem: VirtioMemDescription[];
  readonly dimms: Dimm[];
  readonly owned: Owned[];
}

const MIB = 2 ** 20;
const DAX_NAME = /^dax\d+\.\d+$/;
const MOST_VIRTIO_MEM = 8;

export class DeviceReader {
  readonly devices: Devices = { dax: [], virtioMem: [], dimms: [], owned: [] };
  readonly #blockBytes: number;
  readonly #errors: Errors;
  readonly #isPossible: (nid: number) => boolean;

  constructor(blockBytes: number, isPossible: (nid: number) => boolean, errors: Errors) {
    this.#blockBytes = blockBytes;
    this.#isPossible = isPossible;
    this.#errors = errors;
  }

  read(clause: Clause): void {
    if (clause.name === 'dax') this.#dax(clause);
    else if (clause.name === 'virtio-mem') this.#virtioMem(clause);
    else if (clause.name === 'dimm') this.#dimm(clause);
  }

  /** The node of a device; an error when it can have no memory. */
  #nid(clause: Clause): number {
    const nid = numberGiven(clause, 'node', 0);
    if (!this.#isPossible(nid)) {
      const at = wordOf(clause, 'node')?.at ?? clause.at;
      this.#errors.add(at, `node ${nid} is not possible on this machine`, { fix: `add: node ${nid}` });
    }
    return nid;
  }

  #nameIsFree(clause: Clause): boolean {
    const word = wordOf(clause, 'name')!;
    const isTaken = this.devices.owned.some(({ owner }) => owner === word.text);
    if (isTaken) this.#errors.add(word.at, `${word.text} is there already`, { fix: 'choose another name' });
    return !isTaken;
  }

  #dax(clause: Clause): void {
    const word = wordOf(clause, 'name')!;
    if (!DAX_NAME.test(word.text)) {
      this.#errors.add(word.at, `${word.text} is no name of a dax device`, { expected: ['dax0.0'] });
      return;
    }
    const targetNode = this.#nid(clause);
    if (!this.#nameIsFree(clause)) return;
    const words = wordsOf(clause, 'ranges');
    const ranges = words.flatMap((range) => rangeOfWord(range, this.#blockBytes, this.#errors) ?? []);
    const regionWord = wordOf(clause, 'region');
    if (ranges.length !== words.length) return;
    if (words.length === 0 && regionWord === null) {
      const fix = 'add ranges=4G+512M, or region= for a device without ranges';
      this.#errors.add(word.at, `${word.text} has no addresses`, { fix });
      return;
    }
    const region =
      regionWord === null ? hull(ranges) : rangeOfWord(regionWord, this.#blockBytes, this.#errors);
    if (region === null) return;
    const alignWord = wordOf(clause, 'align');
    const alignBytes = alignWord === null ? 2 * MIB : bytesOfWord(alignWord, this.#blockBytes, this.#errors);
    if (alignBytes === null || !this.#rangesFit(clause, ranges, region, alignBytes)) return;
    if (this.devices.dax.length === DAX_DEVICES) {
      this.#errors.add(clause.at, `the model has room for ${DAX_DEVICES} dax devices`, { fix: 'use fewer' });
      return;
    }
    this.devices.owned.push({ ...region, owner: word.text, at: clause.at });
    this.devices.dax.push({
      name: word.text,
      targetNode,
      alignBytes,
      memmapOnMemory: hasFlag(clause, 'memmap_on_memory'),
      regionStartBytes: region.startBytes,
      regionEndBytes: region.startBytes + region.sizeBytes,
      ranges,
    });
  }

  #rangesFit(clause: Clause, ranges: readonly BytesRange[], region: BytesRange, align: number): boolean {
    const words = wordsOf(clause, 'ranges');
    const before = this.#errors.list.length;
    if (align < 4096 || align % 4096 !== 0) {
      this.#errors.add(wordOf(clause, 'align')!.at, 'align is no multiple of a page', { expected: ['2M'] });
    }
    if (ranges.length > DAX_RANGES) {
      this.#errors.add(words[DAX_RANGES]!.at, `the model has room for ${DAX_RANGES} ranges`);
    }
    for (const [i, range] of ranges.entries()) {
      const { at, text } = words[i]!;
      if (range.startBytes % align !== 0 || range.sizeBytes % align !== 0) {
        this.#errors.add(at, `${text} is no multiple of align`, { fix: 'change the range or align=' });
      }
      if (!contains(region, range)) {
        this.#errors.add(at, `${text} is not in the region`, { fix: 'make region= larger' });
      }
      const other = ranges.findIndex((earlier, j) => j < i && overlap(earlier, range));
      if (other >= 0) this.#errors.add(at, `${text} overlaps ${words[other]!.text}`);
    }
    return this.#errors.list.length === before;
  }

  #virtioMem(clause: Clause): void {
    const name = wordOf(clause, 'name')!.text;
    const nid = this.#nid(clause);
    const word = wordOf(clause, 'region')!;
    const region = rangeOfWord(word, this.#blockBytes, this.#errors);
    const blockWord = wordOf(clause, 'block');
    const deviceBlockBytes =
      blockWord === null ? 2 * MIB : bytesOfWord(blockWord, this.#blockBytes, this.#errors);
    if (region === null || deviceBlockBytes === null || !this.#nameIsFree(clause)) return;
    if (deviceBlockBytes < 2 * MIB || !Number.isInteger(Math.log2(deviceBlockBytes))) {
      this.#errors.add(blockWord!.at, 'the block size of virtio-mem is a power of two from 2M', {
        expected: ['2M', '128M', '1G'],
      });
      return;
    }
    const unit = Math.max(deviceBlockBytes, this.#blockBytes);
    if (region.startBytes % unit !== 0 || region.sizeBytes % unit !== 0) {
      this.#errors.add(
        word.at,
        `the region ${word.text} does not begin and end at a multiple of ${unit / MIB}M`,
        {
          fix: 'the model takes whole blocks only: choose other addresses',
        },
      );
      return;
    }
    if (this.devices.virtioMem.length === MOST_VIRTIO_MEM) {
      this.#errors.add(clause.at, `at most ${MOST_VIRTIO_MEM} virtio-mem devices`);
      return;
    }
    this.devices.owned.push({ ...region, owner: name, at: clause.at });
    const { startBytes, sizeBytes: regionBytes } = region;
    this.devices.virtioMem.push({ id: name, nid, startBytes, regionBytes, deviceBlockBytes });
  }

  #dimm(clause: Clause): void {
    const name = wordOf(clause, 'name')!.text;
    const nid = this.#nid(clause);
    const range = rangeOfWord(wordOf(clause, 'range')!, this.#blockBytes, this.#errors);
    if (range === null || !this.#nameIsFree(clause)) return;
    this.devices.owned.push({ ...range, owner: name, at: clause.at });
    this.devices.dimms.push({ ...range, name, nid, at: clause.at });
  }
}

function hull(ranges: readonly BytesRange[]): BytesRange {
  const startBytes = Math.min(...ranges.map((range) => range.startBytes));
  const endBytes = Math.max(...ranges.map((range) => range.startBytes + range.sizeBytes));
  return { startBytes, sizeBytes: endBytes - startBytes };
}

export function overlap(a: BytesRange, b: BytesRange): boolean {
  return a.startBytes < b.startBytes + b.sizeBytes && b.startBytes < a.startBytes + a.sizeBytes;
}

function contains(outer: BytesRange, inner: BytesRange): boolean {
  const end = outer.startBytes + outer.sizeBytes;
  return inner.startBytes >= outer.startBytes && inner.startBytes + inner.sizeBytes <= end;
}
