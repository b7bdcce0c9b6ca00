/**
 * Random walks: steps without a story, sensible and senseless ones, chosen by chance from what the machine has at that
 * moment. They find what nobody thought of. Left out is what never returns: taking boot memory of the kernel offline.
 */
import type { Operation } from '#lib/capture/trace-format.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import { Chance } from './chance.ts';
import type { Scenario, ScenarioStep, Sight } from './scenario.ts';
import { WalkSight } from './walk-sight.ts';
import { walkMachine, type Dax, type WalkMachine, type WalkPart } from './walk-machine.ts';

const KINDS: Readonly<Record<string, readonly WalkPart[]>> = {
  dimms: ['dimm'],
  'big-dimms': ['dimm', 'big'],
  nodes: ['dimm', 'nodes'],
  virtio: ['virtio'],
  dax: ['dax'],
  boot: ['dimm', 'boot'],
  altmap: ['dimm', 'dax', 'altmap'],
  movable: ['dimm', 'nodes', 'movable'],
  'virtio-dimms': ['virtio', 'dimm', 'nodes'],
  all: ['dimm', 'nodes', 'virtio', 'dax'],
};

export const WALK_KINDS = Object.keys(KINDS);

const STEPS = 50;
const MIB = 2 ** 20;
const MEMORY = '/sys/devices/system/memory';
const PARAMETERS = '/sys/module/memory_hotplug/parameters';
const ONLINE_WORDS = ['online', 'online_kernel', 'online_movable'];
const ODD_WORDS = [
  'garbage',
  '',
  'Online',
  ' online',
  'online ',
  'online_',
  'going-offline',
  '1',
  '-1',
  'online\n',
];

/** Reads `walk:KIND:SEED`. */
export function readWalk(word: string): Result<Scenario, string> {
  const [, kind = '', seed = ''] = word.split(':');
  const parts = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (parts === undefined)
    return failure(`there is no walk ${JSON.stringify(kind)}; kinds: ${WALK_KINDS.join(', ')}`);
  if (!/^\d{1,6}$/.test(seed)) return failure('the seed of a walk is a number, as in walk:dimms:7');
  const set = new Set(parts);
  const made = walkMachine(set, new Chance(`machine ${kind} ${seed}`));
  return success({
    name: `walk-${kind}-${seed.padStart(2, '0')}`,
    title: `Random walk ${seed} (${kind})`,
    about: `random operations in random order, sensible and senseless: ${parts.join(', ')}`,
    machine: made.machine,
    programs: [],
    begin: () => {
      const walk = new Walk(made, set, new Chance(`steps ${kind} ${seed}`));
      let done = 0;
      return (sight) => (done++ < STEPS ? walk.next(sight) : null);
    },
  });
}

class Walk {
  readonly #made: WalkMachine;
  readonly #parts: ReadonlySet<WalkPart>;
  readonly #chance: Chance;
  #dimms: string[] = [];
  #count = 0;
  #pending: Operation | null = null;
  #kmem = false;
  #boot: ReadonlySet<number> | null = null;

  constructor(made: WalkMachine, parts: ReadonlySet<WalkPart>, chance: Chance) {
    this.#made = made;
    this.#parts = parts;
    this.#chance = chance;
  }

  next(seen: Sight): ScenarioStep {
    this.#learn(seen);
    const sight = new WalkSight(
      seen.files,
      (this.#boot ??= new Set(new WalkSight(seen.files, new Set()).blocks)),
    );
    const chance = this.#chance;
    const has = (part: WalkPart, weight: number): number => (this.#parts.has(part) ? weight : 0);
    const choose = chance.weighed<() => Operation>([
      [30, () => this.#state(sight)],
      [
        4,
        () =>
          write(
            `${MEMORY}/memory${this.#block(sight)}/online`,
            chance.of(['0', '1', '1', 'on', 'off', 'y', 'n']),
          ),
      ],
      [3, () => this.#odd(sight)],
      [5, () => this.#read(sight)],
      [4, () => write(`${MEMORY}/auto_online_blocks`, chance.of(['offline', ...ONLINE_WORDS]))],
      [4, () => this.#parameter()],
      [1, () => this.#poison(sight)],
      [has('dimm', 14), () => this.#add(sight)],
      [has('dimm', 6), () => this.#remove(sight)],
      [has('virtio', 16), () => this.#request()],
      [has('dax', 10), () => this.#dax(sight)],
    ]);
    const op = choose();
    this.#pending = op;
    return { op, newline: !chance.happens(0.02) };
  }

  /** Which DIMMs are there follows from what the machine said to the step before. */
  #learn({ succeeded }: Sight): void {
    const op = this.#pending;
    if (!succeeded || op === null) return;
    if (op.kind === 'device_add') this.#dimms.push(op.id);
    if (op.kind === 'device_del') this.#dimms = this.#dimms.filter((id) => id !== op.id);
    if (op.kind === 'modprobe') this.#kmem = true;
    if (op.kind === 'rmmod') this.#kmem = false;
  }

  #block(sight: WalkSight): number {
    const chance = this.#chance;
    if (chance.happens(0.04)) return sight.end + 1 + chance.below(3);
    if (sight.movableBoot.length > 0 && chance.happens(0.25)) return chance.of(sight.movableBoot);
    return sight.added.length > 0 ? chance.of(sight.added) : sight.end + chance.below(4);
  }

  #state(sight: WalkSight): Operation {
    const block = this.#block(sight);
    const words = sight.stateOf(block) === 'online' ? ['offline'] : ONLINE_WORDS;
    const word = this.#chance.happens(0.75)
      ? this.#chance.of(words)
      : this.#chance.of([...ONLINE_WORDS, 'offline']);
    return write(`${MEMORY}/memory${block}/state`, word);
  }

  #odd(sight: WalkSight): Operation {
    const chance = this.#chance;
    const folder = `${MEMORY}/memory${this.#block(sight)}`;
    return chance.of([
      () => write(`${folder}/state`, chance.of(ODD_WORDS)),
      () => write(`${folder}/online`, chance.of(['2', '', 'maybe', 'of', 'o', 'Yes', 'TRUE'])),
      () => write(`${MEMORY}/auto_online_blocks`, chance.of(ODD_WORDS)),
      () =>
        write(
          `${folder}/${chance.of(['removable', 'valid_zones', 'phys_index', 'phys_device', 'nothing'])}`,
          '0',
        ),
    ])();
  }

  #read(sight: WalkSight): Operation {
    const chance = this.#chance;
    const file = chance.of(['state', 'valid_zones', 'valid_zones', 'online', 'removable', 'phys_index']);
    const parameter = chance.of([
      'online_policy',
      'auto_movable_ratio',
      'auto_movable_numa_aware',
      'memmap_on_memory',
    ]);
    const path = chance.weighed([
      [6, `${MEMORY}/memory${this.#block(sight)}/${file}`],
      [1, `/sys/devices/system/node/${chance.of(['has_memory', 'has_normal_memory', 'online'])}`],
      [2, `${PARAMETERS}/${parameter}`],
    ]);
    return { kind: 'sysfs_read', path };
  }

  #parameter(): Operation {
    const chance = this.#chance;
    const ratios = [
      '0',
      '1',
      '25',
      '50',
      '100',
      '150',
      '301',
      '1000',
      '-1',
      'x',
      '0x20',
      '4294967295',
      '4294967296',
    ];
    const [name, value] = chance.weighed([
      [
        7,
        [
          'online_policy',
          chance.of(['contig-zones', 'auto-movable', 'auto-movable', 'auto_movable']),
        ] as const,
      ],
      [8, ['auto_movable_ratio', chance.of(ratios)] as const],
      [4, ['auto_movable_numa_aware', chance.of(['0', '1', 'N', 'Y', 'maybe'])] as const],
      [1, ['memmap_on_memory', '1'] as const],
    ]);
    return write(`${PARAMETERS}/${name}`, value);
  }

  #poison(sight: WalkSight): Operation {
    const chance = this.#chance;
    if (sight.added.length === 0) return this.#read(sight);
    const address = chance.of(sight.added) * sight.blockSizeBytes + (1 + chance.below(127)) * MIB;
    const file = chance.of(['hard_offline_page', 'hard_offline_page', 'soft_offline_page']);
    return write(`${MEMORY}/${file}`, `0x${address.toString(16)}`);
  }

  #add(sight: WalkSight): Operation {
    const chance = this.#chance;
    if (this.#dimms.length > 20) return this.#remove(sight);
    const sizes = [
      64,
      128,
      128,
      256,
      256,
      384,
      512,
      640,
      768,
      1024,
      ...(this.#parts.has('big') ? [2048, 3072, 5120, 8192] : []),
    ];
    const near = sight.end * sight.blockSizeBytes + chance.below(40) * 128 * MIB;
    const odd = near + chance.of([64, 16, 2, 1]) * MIB;
    const wanted = chance.weighed([
      [65, null],
      [28, near],
      [7, odd],
    ]);
    const nodes = this.#made.nodes;
    return {
      kind: 'device_add',
      device: 'pc-dimm',
      id: `d${++this.#count}`,
      size: chance.of(sizes) * MIB,
      addr: wanted === null || wanted < 2 ** 32 ? null : wanted,
      node: nodes > 1 && chance.happens(0.85) ? chance.below(nodes) : null,
      guestNode: null,
    };
  }

  #remove(sight: WalkSight): Operation {
    if (this.#dimms.length === 0) return this.#add(sight);
    return { kind: 'device_del', id: this.#chance.happens(0.95) ? this.#chance.of(this.#dimms) : 'd99' };
  }

  #request(): Operation {
    const chance = this.#chance;
    const { id, regionMib, deviceBlockMib } = chance.of(this.#made.virtioMem);
    const most = chance.of([0, regionMib, regionMib, regionMib / 2, regionMib / 4]);
    const blocks = chance.below(most / deviceBlockMib + 1);
    return { kind: 'virtio_mem_request', id, requested: blocks * deviceBlockMib * MIB };
  }

  #dax(sight: WalkSight): Operation {
    const chance = this.#chance;
    if (!this.#kmem) return { kind: 'modprobe', module: 'kmem' };
    const dax = chance.of(this.#made.dax);
    const online = sight.onlineWithin(dax.startBytes, dax.startBytes + dax.sizeBytes);
    const isBound = sight.isBound(dax.id);
    const driver = chance.of(['kmem', 'kmem', 'kmem', 'device_dax']);
    return chance.weighed<() => Operation>([
      [4, () => ({ kind: isBound ? 'unbind' : 'bind', device: dax.id, driver: 'kmem' })],
      [1, () => ({ kind: chance.of(['bind', 'unbind']), device: dax.id, driver })],
      // Memory that is online stays for good: take it offline more often than not.
      [
        5,
        () =>
          online.length > 0 ? write(`${MEMORY}/memory${online[0]}/state`, 'offline') : this.#daxFile(dax),
      ],
      [3, () => this.#daxFile(dax)],
      [0.3, () => ({ kind: 'rmmod', module: 'kmem' })],
    ])();
  }

  #daxFile({ id, startBytes, sizeBytes }: Dax): Operation {
    const chance = this.#chance;
    const start = startBytes + chance.below(sizeBytes / (64 * MIB)) * 64 * MIB;
    const length = chance.of([64, 128, 128, 256, 2]) * MIB;
    const range = [start, start + length - 1].map((address) => `0x${address.toString(16)}`).join('-');
    const [file, value] = chance.weighed([
      [
        3,
        [
          'size',
          chance.of(['0', '0', String(sizeBytes), String(sizeBytes / 2), '134217728', 'x', '1000']),
        ] as const,
      ],
      [4, ['mapping', range] as const],
      [2, ['memmap_on_memory', chance.of(['0', '1', 'y', 'n', 'x'])] as const],
      [1, [chance.of(['resource', 'align', 'target_node']), '0'] as const],
    ]);
    return write(`/sys/bus/dax/devices/${id}/${file}`, value);
  }
}

function write(path: string, value: string): Operation {
  return { kind: 'sysfs_write', path, value };
}
