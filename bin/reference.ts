/**
 * docs/command-line.md, made from the table of commands, so that it cannot say something else than --help.
 */
import { COMMANDS, type CommandSpec } from './command-table.ts';
import { optionUsage, usageLine } from './help.ts';
import { CLOSING, INTRODUCTION } from './reference-prose.ts';

const item = (left: string, right: string): string => `- \`${left}\`: ${right}`;

function section(command: CommandSpec): string {
  const { name, summary, about, operands, options, examples } = command;
  const items = [
    ...operands.map((operand) => item(operand.name, operand.about)),
    ...options.map((option) => item(optionUsage(option), option.about)),
  ];
  return [
    `## \`${name}\`: ${summary}`,
    `\`\`\`text\n${usageLine(command)}\n\`\`\``,
    ...about,
    ...(items.length === 0 ? [] : [items.join('\n')]),
    `\`\`\`sh\n${examples.map(({ line, about: what }) => `# ${what}\nnpx ${line}`).join('\n\n')}\n\`\`\``,
  ].join('\n\n');
}

/** The document, whole. */
export function commandLineReference(): string {
  return `${[INTRODUCTION, ...COMMANDS.map(section), CLOSING].join('\n\n')}\n`;
}
