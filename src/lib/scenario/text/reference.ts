/**
 * The reference of the language as Markdown. Its tables come from the vocabulary that the parser reads, so a word
 * that is missing here is missing there.
 */
import { FAULT_SITES } from '#lib/hotplug/state/faults.ts';
import { UDEV_PRESETS } from '#lib/hotplug/userspace/udev.ts';
import { VARIANTS } from '#lib/hotplug/variants/index.ts';
import { CALLS, FLAGS, ONLINE_TYPES } from './calls.ts';
import { LEAK_WORDS } from './compile-formula.ts';
import { BLOCK_FILES, DAX_FILES, SHORT_FILES } from './paths.ts';
import {
  CONDITIONS,
  GRAMMAR,
  INTRODUCTION,
  KERNEL_WORDS,
  LINES,
  MACHINE_RULES,
  VALUES,
} from './reference-prose.ts';
import { BLOCK_STATES, FACTS, TOOLS, UDEV_WORDS, VERBS, type Param, type Verb } from './vocabulary.ts';

const escaped = (text: string): string => text.replaceAll('|', '\\|');

/** A table whose columns are padded, as the formatter of the project does it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(escaped));
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

function usage({ form, name, isOptional, isList, choices }: Param): string {
  const many = isList === true ? '…' : '';
  const value = choices === undefined ? name.toUpperCase() : choices.join('|');
  const text =
    form === 'flag' ? name : form === 'key' ? `${name}=${name.toUpperCase()}${many}` : `${value}${many}`;
  return isOptional === true ? `[${text}]` : text;
}

function described({ name, form, about, choices }: Param): string {
  const words = form === 'key' && choices !== undefined ? `: ${choices.join(', ')}` : '';
  return `- \`${name}\`: ${about}${words}`;
}

function section(spec: Verb): string {
  const { name, about, params, example } = spec;
  const parts = [
    `### \`${name}\``,
    about,
    `\`${[name, ...params.map(usage)].join(' ')}\``,
    ...(params.length === 0 ? [] : [params.map(described).join('\n')]),
    ...(params.length === 0 ? [] : [`\`\`\`text\n${example}\n\`\`\``]),
  ];
  return parts.join('\n\n');
}

const code = (text: string): string => `\`${text}\``;

function kernels(): string {
  return table(
    ['Name', 'Kernel', 'From'],
    Object.values(VARIANTS).map(({ id, title, posted }) => [code(id), title, posted]),
  );
}

function calls(): string {
  return table(
    ['Call', 'What it does'],
    Object.entries(CALLS).map(([name, { args, about, mayTakeType }]) => [
      code(`${name}(${[...args, ...(mayTakeType === true ? ['[online type]'] : [])].join(', ')})`),
      about,
    ]),
  );
}

function constants(): string {
  const rows = [...Object.entries(ONLINE_TYPES), ...Object.entries(FLAGS)];
  return table(
    ['Constant', 'Value'],
    rows.map(([name, value]) => [code(name), String(value)]),
  );
}

function files(): string {
  return table(
    ['Short', 'File'],
    [
      ...Object.entries(SHORT_FILES).map(([short, path]) => [code(short), code(path)]),
      [code('memoryN/FILE'), `${code('/sys/devices/system/memory/memoryN/FILE')}: ${BLOCK_FILES.join(', ')}`],
      [code('daxX.Y/FILE'), `${code('/sys/bus/dax/devices/daxX.Y/FILE')}: ${DAX_FILES.join(', ')}`],
    ],
  );
}

function sites(): string {
  return table(
    ['Site', 'What fails', 'For one block'],
    FAULT_SITES.map(({ name, what, surfaces, hasRange }) => [
      code(name),
      surfaces === null ? what : `${what}; seen as ${surfaces}`,
      hasRange ? 'yes' : 'no',
    ]),
  );
}

function udev(): string {
  const names = (preset: string): string =>
    Object.entries(UDEV_WORDS)
      .filter(([, rules]) => rules.includes(preset))
      .map(([word]) => code(word))
      .join(', ');
  return table(
    ['Words', 'Rule'],
    UDEV_PRESETS.map(({ name, about }) => [names(name), about]),
  );
}

/** docs/language.md, whole. */
export function languageReference(): string {
  const parts = [
    INTRODUCTION,
    '## Kernels',
    KERNEL_WORDS,
    kernels(),
    '## What is there at boot',
    MACHINE_RULES,
    ...FACTS.map(section),
    'The rules of udev:',
    udev(),
    '## Lines of actors',
    LINES,
    'Files have short names:',
    files(),
    '## Calls of kernel functions',
    'A range is one argument (`4G+512M`, `memory32-35`) or two, start and size.',
    calls(),
    constants(),
    '## Other verbs',
    `Besides these, ${TOOLS.map(code).join(', ')} are run with the arguments that follow; their result is the exit code.`,
    ...VERBS.map(section),
    'Where `fail` can strike:',
    sites(),
    '## Values',
    VALUES,
    '## Conditions',
    CONDITIONS.replace('BLOCK_STATES', BLOCK_STATES.map(code).join(', ')).replace(
      'LEAK_WORDS',
      Object.keys(LEAK_WORDS).map(code).join(', '),
    ),
    '## Grammar',
    GRAMMAR,
  ];
  return `${parts.join('\n\n')}\n`;
}
