/**
 * A recorded step as people would write it: the recorded shell line where there is one, else the call.
 */
import { toCommand } from '#lib/capture/trace-commands.ts';
import type { Operation, TraceStep } from '#lib/capture/trace-format.ts';
import { describeCommand, shortPath } from '#lib/scenario/describe-command.ts';

/** Null stands for what the machine refused before the guest heard of it. */
function commandText(op: Operation, shell: string | null): string {
  const command = toCommand(op, shell);
  return command === null ? `${op.kind}, refused by the machine` : describeCommand(command);
}

export function traceCommandText({ op, shell }: TraceStep): string {
  switch (op.kind) {
    case 'begin':
      return `${commandText(op.op, shell)} &`;
    case 'end':
      return `wait for job ${op.job}`;
    case 'interrupt':
      return `send a signal to job ${op.job}`;
    case 'sysfs_write':
    case 'sysfs_read':
      return shell === null ? commandText(op, shell) : shortPath(shell);
    default:
      return commandText(op, shell);
  }
}
