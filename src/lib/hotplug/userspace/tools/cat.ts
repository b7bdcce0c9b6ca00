/**
 * cat as a program: it reads file after file, and says which it cannot read.
 */
import type { Kernel } from '../../state/kernel.ts';
import { call, defineOp, step, type Kfn } from '../../run/effects.ts';
import { kernelFunctions } from '../../run/registry.ts';
import { ksys_read } from '../syscalls.ts';
import { early, type Program } from './program.ts';
import { is_killed, KILLED, toolResult } from './result.ts';
import { strerror } from './strerror.ts';

const append_name = defineOp('write', 'print', (k, text: number, more: number) =>
  k.names.id(k.names.text(text) + k.names.text(more)),
);

const cat_failed = defineOp('error', 'say why', (k, text: number, path: number, rc: number) =>
  k.names.id(`${k.names.text(text)}cat: ${k.names.text(path)}: ${strerror(rc)}\n`),
);

const path_at = defineOp('cat', 'next file', (k, paths: number, i: number) =>
  k.names.id(k.names.text(paths).split('\n')[i]!),
);

/** cat: prints what it can read, exit code 1 when a file failed. `paths` are `count` names, one in a line. */
export function* cat(paths: number, count: number): Kfn {
  let stdout = 0;
  let stderr = 0;
  for (let i = 0; i < count; i++) {
    const path = yield step(path_at, paths, i);
    const text = yield call(ksys_read, path);
    const killed = yield step(is_killed);
    if (killed !== 0) return toolResult(KILLED, stdout, stderr);
    if (text >= 0) stdout = yield step(append_name, stdout, text);
    else stderr = yield step(cat_failed, stderr, path, text);
  }
  return toolResult(stderr === 0 ? 0 : 1, stdout, stderr);
}

export function compileCat(k: Kernel, words: readonly string[]): Program {
  const paths = words.filter((word) => word !== '--');
  if (paths.length === 0) return early(k, { exitCode: 0 });
  return { fn: cat, args: [k.names.id(paths.join('\n')), paths.length] };
}

kernelFunctions('programs', { cat });
