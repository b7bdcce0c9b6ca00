/**
 * open, read and write of the model's files, as kernfs does them (spec 02 §2, §13).
 *
 * A write whose store function could not get device_hotplug_lock is restarted from its beginning: that is the loop
 * here, and it is why such a writer stands in no queue and finds its file gone with -ENODEV.
 */
import { hasPagesOfNode } from '../state/blocks.ts';
import type { Message } from '../state/journal.ts';
import type { Kernel } from '../state/kernel.ts';
import { AGAIN, call, defineOp, loop, step, type Kfn } from '../run/effects.ts';
import { ERESTARTNOINTR, SIGNAL_FATAL } from '../run/locks.ts';
import { kernelFunctions } from '../run/registry.ts';
import { device_lock, device_unlock } from '../core/device-core.ts';
import { ATTRIBUTES, GONE, printFile, resolvePath, type Attribute } from './attributes.ts';
import {
  FILE_GONE,
  IS_A_FOLDER,
  KILLED_POLLING,
  NO_SUCH_FILE,
  NOT_A_FOLDER,
  NOT_READABLE,
  NOT_WRITABLE,
} from './refusals.ts';

const WRITE = 1;
/** More objects than any attribute has: packs attribute and object into one reply. */
const OBJECTS = 2 ** 32;

function attributeOf(file: number): Attribute {
  return ATTRIBUTES[Math.floor(file / OBJECTS)]!;
}

/** Does a path go on behind the name of a file? */
function isBelowFile(k: Kernel, path: string): boolean {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (resolvePath(k, path.slice(0, end)) !== null) return true;
  }
  return false;
}

/** The path without the link that a node has to each of its blocks. */
function withoutNodeLink(k: Kernel, path: string): string {
  const match = /^\/sys\/devices\/system\/node\/node(\d{1,4})\/(memory(\d{1,9})\b.*)$/.exec(path);
  if (match === null || !hasPagesOfNode(k, Number(match[3]), Number(match[1]))) return path;
  return `/sys/devices/system/memory/${match[2]}`;
}

/** A block, its link to a node, a node, a dax device, or a folder that is always there. */
function isFolder(k: Kernel, path: string): boolean {
  const link = /^(.*\/memory(\d{1,9}))\/node(\d{1,4})$/.exec(path);
  if (link !== null) return isFolder(k, link[1]!) && hasPagesOfNode(k, Number(link[2]), Number(link[3]));
  const node = /^\/sys\/devices\/system\/node\/node(\d{1,4})$/.exec(path);
  if (node !== null) return k.nodes.online.get(Number(node[1])) !== 0;
  const inside = path.startsWith('/sys/bus/dax/devices/') ? 'size' : 'state';
  return resolvePath(k, `${path}/${inside}`) !== null || ALWAYS_THERE.test(path);
}

const ALWAYS_THERE = /^(\/proc|\/sys(\/devices(\/system(\/memory|\/node)?)?)?)$/;

/** The file that a path names; where there is none, why not. */
function lookUp(k: Kernel, named: string): { attribute: number; object: number } | Message {
  const path = withoutNodeLink(k, named);
  const resolved = resolvePath(k, path);
  if (resolved !== null) return resolved;
  if (isFolder(k, path)) return IS_A_FOLDER;
  return isBelowFile(k, path) ? NOT_A_FOLDER : NO_SUCH_FILE;
}

const open_file = defineOp(
  'open',
  'is the file there, may it be opened so?',
  (k, path: number, mode: number) => {
    const resolved = lookUp(k, k.names.text(path));
    if ('errno' in resolved) return k.refuse(resolved, path);
    const { show, store } = ATTRIBUTES[resolved.attribute]!;
    if (mode === WRITE && store === undefined) return k.refuse(NOT_WRITABLE, path);
    if (mode !== WRITE && show === undefined) return k.refuse(NOT_READABLE, path);
    return resolved.attribute * OBJECTS + resolved.object;
  },
);

const file_generation = defineOp('open', 'which incarnation of the file?', (k, file: number) =>
  generation(k, file),
);

function generation(k: Kernel, file: number): number {
  return attributeOf(file).generation?.(k, file % OBJECTS) ?? GONE + 1;
}

const kernfs_get_active = defineOp(
  'kernfs_get_active',
  'is the file still the one that was opened?',
  (k, file: number, opened: number, path: number) => {
    const signal = k.locks.polling.get(k.current) === 0 ? 0 : k.locks.signal.get(k.current);
    if (signal === SIGNAL_FATAL) {
      k.locks.polling.set(k.current, 0);
      return k.refuse(KILLED_POLLING);
    }
    if (signal !== 0) k.locks.signal.set(k.current, 0);
    if (opened === GONE || generation(k, file) !== opened) {
      k.locks.polling.set(k.current, 0);
      return k.refuse(FILE_GONE, path);
    }
    attributeOf(file)
      .active?.(k)
      .add(file % OBJECTS, 1);
    return 0;
  },
);

const kernfs_put_active = defineOp('kernfs_put_active', 'leave the file', (k, file: number) => {
  attributeOf(file)
    .active?.(k)
    .add(file % OBJECTS, -1);
  // The count wakes nobody by itself: a poller would wake all others at every try. Here somebody waits for it.
  if (generation(k, file) === GONE) k.store.version++;
  return 0;
});

/** One try of a write; AGAIN when the store function asks for a restart of the system call. */
export function* kernfs_fop_write_iter(file: number, opened: number, written: number, path: number): Kfn {
  const gone = yield step(kernfs_get_active, file, opened, path);
  if (gone !== 0) return gone;
  const attribute = attributeOf(file);
  const rc = yield call(attribute.store!, file % OBJECTS, written, path);
  if (attribute.active !== undefined) yield step(kernfs_put_active, file);
  return rc === -ERESTARTNOINTR ? AGAIN : rc;
}

const is_empty = defineOp('sysfs_kf_write', 'a write of no bytes ends here', (k, written: number) =>
  k.names.text(written) === '' ? 1 : 0,
);

/** write(2) of a whole text to a file that is opened for it: 0 or a negative errno. */
export function* ksys_write(path: number, written: number): Kfn {
  const file = yield step(open_file, path, WRITE);
  if (file < 0) return file;
  const empty = yield step(is_empty, written);
  if (empty === 1) return 0;
  const opened = yield step(file_generation, file);
  return yield loop(kernfs_fop_write_iter, file, opened, written, path);
}

const show_file = defineOp('kernfs_seq_show', 'print the file', (k, file: number, path: number) => {
  const attribute = attributeOf(file);
  const text = printFile(k, attribute, file % OBJECTS, k.names.text(path))!;
  attribute.noteRead?.(k);
  return k.names.id(text);
});

const show_opened = defineOp(
  'kernfs_fop_read_iter',
  'print the file, if it is still the one that was opened',
  (k, file: number, opened: number, path: number) => {
    if (opened === GONE || generation(k, file) !== opened) return k.refuse(FILE_GONE, path);
    return show_file.run(k, file, path);
  },
);

/** read(2) of a whole file: the name number of its text, or a negative errno; -ENODEV when it went meanwhile. */
export function* ksys_read(path: number): Kfn {
  const file = yield step(open_file, path, 0);
  if (file < 0) return file;
  if (attributeOf(file).generation === undefined) return yield step(show_file, file, path);
  const opened = yield step(file_generation, file);
  if (attributeOf(file).locksBlock !== true) return yield step(show_opened, file, opened, path);
  const gone = yield step(kernfs_get_active, file, opened, path);
  if (gone !== 0) return gone;
  yield step(device_lock, file % OBJECTS);
  const text = yield step(show_file, file, path);
  yield step(device_unlock, file % OBJECTS);
  yield step(kernfs_put_active, file);
  return text;
}

kernelFunctions('fs/kernfs/file.c', {
  ksys_write,
  ksys_read,
  kernfs_fop_write_iter,
});
