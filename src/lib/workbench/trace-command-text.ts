/**
 * A recorded step as people would write it: the recorded shell line where there is one, else the call.
 */
import { toCommand } from '#lib/capture/trace-commands.ts';
import type { TraceStep } from '#lib/capture/trace-format.ts';
import { describeCommand, shortPath } from '#lib/scenario/describe-command.ts';

export function traceCommandText({ op, shell }: TraceStep): string {
  switch (op.kind) {
    case 'begin':
      return `${describeCommand(toCommand(op.op, shell))} &`;
    case 'end':
      return `wait for job ${op.job}`;
    case 'interrupt':
      return `send a signal to job ${op.job}`;
    case 'sysfs_write':
    case 'sysfs_read':
      return shell === null ? describeCommand(toCommand(op, shell)) : shortPath(shell);
    default:
      return describeCommand(toCommand(op, shell));
  }
}
