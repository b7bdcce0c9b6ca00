/**
 * Acts for the tests of links and files: any that the model knows, and a run as people make it.
 */
import fc from 'fast-check';
import type { Act, Deed } from '../deed.ts';
import { MAX_NUMBER } from '../packed-bits.ts';
import { DEED_FIELDS, DEED_KINDS, type DeedField, type FieldType } from '../deed-fields.ts';

const MIB = 2 ** 20;
const bytes = fc.oneof(
  fc.nat(2 ** 20).map((n) => n * 128 * MIB),
  fc.maxSafeNat().map((n) => n % (MAX_NUMBER + 1)),
);
const text = fc.oneof(
  fc.constantFrom('online\n', '/sys/devices/system/memory/memory33/state', 'dax0.0', '007', '#1 \0'),
  fc.string({ unit: 'binary', maxLength: 40 }).map((any) => any.toWellFormed()),
);

function valueOf(type: FieldType): fc.Arbitrary<unknown> {
  if (typeof type === 'object') return fc.constantFrom(...type);
  switch (type) {
    case 'text':
      return text;
    case 'text-or-null':
      return fc.option(text);
    case 'texts':
      return fc.array(text, { maxLength: 5 });
    case 'bytes':
      return bytes;
    case 'int':
      return fc.integer();
    case 'ids':
      return fc.array(fc.nat(2 ** 24), { maxLength: 8 });
    case 'ranges':
      return fc.array(fc.record({ startBytes: bytes, sizeBytes: bytes }), { maxLength: 4 });
  }
}

function deedOf(kind: Deed['kind']): fc.Arbitrary<Deed> {
  const fields: readonly DeedField[] = DEED_FIELDS[kind];
  const values = Object.fromEntries(fields.map(({ name, type }) => [name, valueOf(type)]));
  const requiredKeys = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return fc
    .record(values, { requiredKeys })
    .map((rest) => ({ kind, ...(rest as Record<string, unknown>) }) as unknown as Deed);
}

/** Any acts at all. */
export const anyActs: fc.Arbitrary<Act[]> = fc
  .array(
    fc.record({
      at: fc.nat(5000),
      actor: text,
      deed: fc.constantFrom(...DEED_KINDS).chain(deedOf),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((acts) => acts.sort((a, b) => a.at - b.at));

/** A long run as people make it: four actors, eight verbs, 256 blocks, nothing twice in a row by rule. */
export function busyActs(count: number): Act[] {
  let seed = 12_345;
  const pick = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((seed / 2 ** 31) * below);
  };
  const write = (file: string, word: string): Deed => ({
    kind: 'sysfs_write',
    path: `/sys/devices/system/memory/${file}`,
    bytes: `${word}\n`,
  });
  const range = (): { startBytes: number; sizeBytes: number } => ({
    startBytes: (32 + pick(224)) * 128 * MIB,
    sizeBytes: (1 + pick(4)) * 128 * MIB,
  });
  const verbs: (() => readonly [actor: string, deed: Deed])[] = [
    () => ['user', write(`memory${pick(256)}/state`, 'online_movable')],
    () => ['user', write(`memory${pick(256)}/state`, 'offline')],
    () => ['user2', write(`memory${pick(256)}/state`, 'online_kernel')],
    () => ['user', write('auto_online_blocks', ['online', 'offline', 'online_movable'][pick(3)]!)],
    () => ['driver', { kind: 'api', call: 'offline_memory', ...range() }],
    () => [
      'driver',
      {
        kind: 'api',
        call: 'add_memory_driver_managed',
        nid: pick(2),
        ...range(),
        resourceName: 'System RAM (kmem)',
        flags: 0,
        onlineType: pick(4),
      },
    ],
    () => [
      'gup',
      {
        kind: 'pin',
        startBytes: (32 + pick(224)) * 128 * MIB + pick(64) * 2 * MIB,
        pages: 1,
        how: 'offline',
      },
    ],
    () => ['gup', { kind: 'unpin', startBytes: (32 + pick(224)) * 128 * MIB }],
  ];
  let at = 0;
  return Array.from({ length: count }, () => {
    at += pick(40);
    const [actor, deed] = verbs[pick(verbs.length)]!();
    return { at, actor, deed };
  });
}
