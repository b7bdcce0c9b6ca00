/**
 * How programs of util-linux read their options: one after the other, so that the first of them that ends the program
 * does so, whatever stands behind it.
 */
import { getopt, type FoundOption, type OptionSpec } from './getopt.ts';
import { refuse, tryHelp, type EarlyEnd } from './program.ts';

/** The release that chmem and lsmem follow: that of Debian 12. */
export const UTIL_LINUX = 'util-linux 2.38.1';

export interface UtilLinuxTool {
  readonly name: string;
  readonly options: readonly OptionSpec[];
  /** Options that exclude each other, in the order in which the tool names them. */
  readonly exclusive: readonly (readonly string[])[];
  /** What --help prints. */
  readonly help: string;
  /** Does the value of an option end the program? */
  readonly check?: (option: FoundOption) => EarlyEnd | null;
}

export interface ReadOptions {
  readonly options: readonly FoundOption[];
  readonly operands: readonly string[];
}

/** Options and operands, or what the tool says instead of beginning its work. */
export function utilLinuxOptions(tool: UtilLinuxTool, words: readonly string[]): ReadOptions | EarlyEnd {
  const read = getopt(tool.options, words);
  const seen = new Set<string>();
  for (const option of read.options) {
    seen.add(option.name);
    const group = tool.exclusive.find(
      (names) => names.includes(option.name) && names.some((name) => name !== option.name && seen.has(name)),
    );
    if (group !== undefined) {
      return refuse(tool.name, `mutually exclusive arguments: ${group.map((name) => `--${name}`).join(' ')}`);
    }
    if (option.name === 'help') return { exitCode: 0, stdout: tool.help };
    if (option.name === 'version') return { exitCode: 0, stdout: `${tool.name} from ${UTIL_LINUX}\n` };
    const end = tool.check?.(option) ?? null;
    if (end !== null) return end;
  }
  return read.ok ? read : tryHelp(tool.name, read.message);
}
