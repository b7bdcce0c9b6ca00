/**
 * The command line: finds the command, runs it, ends with its exit code. 2 is for what cannot be understood.
 */
import { readArguments } from './arguments.ts';
import { commandNamed, COMMANDS } from './command-table.ts';
import { commandHelp, overallHelp } from './help.ts';
import { NOT_USABLE, processIo, type Io } from './io.ts';
import { nearestWord } from '#lib/scenario/nearest-word.ts';
import { HANDLERS } from './handlers.ts';

/** Runs a command line and gives its exit code. */
export async function hotplug(words: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const command = commandNamed(rest[0] ?? '');
    const text = command === null ? overallHelp() : commandHelp(command);
    if (name !== undefined) {
      io.out(text);
      return 0;
    }
    io.err(text.trimEnd());
    return NOT_USABLE;
  }
  const command = commandNamed(name);
  if (command === null) {
    const names = COMMANDS.map((candidate) => candidate.name);
    const nearest = nearestWord(name, names);
    const fix = nearest === null ? `expected ${names.join(', ')}` : `did you mean ${nearest}?`;
    io.err(`hotplug: there is no command ${name}; ${fix}`);
    return NOT_USABLE;
  }
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? rest.length : end).includes('--help')) {
    io.out(commandHelp(command));
    return 0;
  }
  const given = readArguments(command, rest);
  if (!given.ok) {
    io.err(`hotplug ${name}: ${given.error}`);
    return NOT_USABLE;
  }
  return HANDLERS[command.name]!(given.value, io);
}

if (import.meta.main) {
  // Whoever reads our output may stop early (| head): that is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await hotplug(process.argv.slice(2), processIo());
}
