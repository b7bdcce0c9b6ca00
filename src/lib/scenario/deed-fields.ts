/**
 * What belongs to each deed, field by field: one table from which links, files and their schema are made.
 *
 * The order of kinds and fields is published in links and never changes; new ones come at the end.
 */
import type { Deed } from './deed.ts';

/** `bytes`: an address or a size. `ids`: numbers of blocks. `texts`: a list of texts. A list of words: one of them. */
export type FieldType =
  'text' | 'text-or-null' | 'texts' | 'bytes' | 'int' | 'ids' | 'ranges' | readonly string[];

export interface DeedField {
  readonly name: string;
  readonly type: FieldType;
  readonly isOptional: boolean;
}

const field = (name: string, type: FieldType): DeedField => ({ name, type, isOptional: false });
const perhaps = (name: string, type: FieldType): DeedField => ({ name, type, isOptional: true });

const PLACE = [field('startBytes', 'bytes'), field('sizeBytes', 'bytes')];
const REGION = [...PLACE, field('name', 'text')];
const RULE = [field('event', 'text'), ...PLACE, field('errno', 'int'), field('count', 'int')];
const BINDING = [field('device', 'text'), field('driver', 'text')];
const MODULE = [field('module', 'text')];

export const DEED_FIELDS: Readonly<Record<Deed['kind'], readonly DeedField[]>> = {
  sysfs_write: [field('path', 'text'), field('bytes', 'text')],
  sysfs_read: [field('path', 'text')],
  device_add: [field('id', 'text'), ...PLACE, field('nid', 'int')],
  device_del: [field('id', 'text')],
  virtio_mem_request: [field('id', 'text'), field('requestedBytes', 'bytes')],
  modprobe: MODULE,
  rmmod: MODULE,
  bind: BINDING,
  unbind: BINDING,
  api: [
    field('call', 'text'),
    perhaps('nid', 'int'),
    perhaps('startBytes', 'bytes'),
    perhaps('sizeBytes', 'bytes'),
    perhaps('resourceName', 'text-or-null'),
    perhaps('flags', 'int'),
    perhaps('onlineType', 'int'),
    perhaps('maxPages', 'int'),
    perhaps('ranges', 'ranges'),
  ],
  region_request: REGION,
  region_release: REGION,
  notifier_veto: RULE,
  notifier_hold: RULE,
  notifier_release: [],
  notifier_clear: [],
  pin: [
    field('startBytes', 'bytes'),
    field('pages', 'int'),
    field('how', ['offline', 'kernel', 'gup', 'allocated', 'hugetlb', 'hugetlb-stuck', 'hugetlb-free']),
  ],
  unpin: [field('startBytes', 'bytes')],
  allocate: [field('mebibytes', 'int')],
  env_unmovable: [field('blocks', 'ids')],
  env_clear: [],
  signal: [field('actor', 'text'), field('signal', ['SIGINT', 'SIGKILL'])],
  tool: [field('argv', 'texts')],
  fail_alloc: [field('site', 'text'), field('errno', 'int'), field('count', 'int')],
  udev: [field('preset', 'text')],
};

/** All kinds of deeds in their published order. */
export const DEED_KINDS = Object.keys(DEED_FIELDS) as readonly Deed['kind'][];

/** Acts that one recipe may have, and characters in any text of theirs. */
export const MAX_ACTS = 10_000;
export const MAX_TEXT = 4096;
