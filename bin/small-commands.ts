/**
 * Commands that only hand on what the library does: print, cat, lsmem, conformance.
 */
import { readFile } from '#lib/hotplug/userspace/attributes.ts';
import { fullPath } from '#lib/scenario/text/paths.ts';
import { printScenario } from '#lib/scenario/text/print.ts';
import { pathFor } from '#lib/scenario/text/kernel-words.ts';
import { conformance } from '../conformance/cli.ts';
import type { Given } from './arguments.ts';
import { fail, type Io } from './io.ts';
import { loadText } from './load.ts';
import { machineGiven } from './play.ts';

export function printCommand(given: Given, io: Io): number {
  const loaded = loadText(io, given.operands[0]!);
  if (!loaded.ok) return fail(io, 'print', loaded.error);
  io.out(printScenario(loaded.value.syntax));
  return 0;
}

export function catCommand(given: Given, io: Io): number {
  const machine = machineGiven(given, io);
  if (!machine.ok) return fail(io, 'cat', machine.error);
  const { kernel, variant } = machine.value;
  let missing = 0;
  for (const path of given.operands) {
    const text = readFile(kernel, fullPath(pathFor(path, variant.id)));
    if (text !== null) {
      io.out(text);
      continue;
    }
    io.err(`hotplug cat: ${path}: there is no such file on this machine`);
    missing++;
  }
  return missing === 0 ? 0 : 1;
}

export function conformanceCommand(given: Given): number {
  return conformance([...(given.has('json') ? ['--json'] : []), ...given.operands]);
}

export function lsmemCommand(given: Given, io: Io): number {
  const machine = machineGiven(given, io);
  if (!machine.ok) return fail(io, 'lsmem', machine.error);
  const job = machine.value.execute('user', { kind: 'tool', argv: ['lsmem', ...given.passedOn] });
  const { rc, stdout, stderr } = machine.value.outcome(job)!;
  io.out(stdout ?? '');
  if (stderr !== undefined && stderr !== '') io.err(stderr.trimEnd());
  return rc;
}
