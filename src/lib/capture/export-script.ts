/**
 * Commands to paste on a real machine: lines with one sentence each, and the shell script made of them, which only says
 * what it would do when DRY_RUN is set.
 */
import { quoteWord } from './shell-quote.ts';

/** One thing to do on the machine itself. */
export type ExportAction =
  /** A text written to a file, as `echo` does. */
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  /** A program with its arguments. */
  | { readonly kind: 'run'; readonly argv: readonly string[] };

export interface ExportLine {
  readonly action: ExportAction;
  /** What it is for: one sentence without line breaks. */
  readonly why: string;
}

export interface ExportScript {
  readonly title: string;
  readonly lines: readonly ExportLine[];
  /** What no command on that machine can do, one sentence each. */
  readonly omitted: readonly string[];
}

/** The action as one line to paste. */
export function actionText(action: ExportAction): string {
  if (action.kind === 'run') return action.argv.map(quoteWord).join(' ');
  return `printf '%s\\n' ${quoteWord(action.text)} > ${quoteWord(action.path)}`;
}

const comment = (text: string): string => `# ${text.replaceAll(/\s+/g, ' ')}`;

function callText(action: ExportAction): string {
  if (action.kind === 'run') return `run ${action.argv.map(quoteWord).join(' ')}`;
  return `put ${quoteWord(action.text)} ${quoteWord(action.path)}`;
}

/**
 * The script: plain sh, stops at nothing, exits with 1 when something failed. With DRY_RUN set, by itself if
 * `isDryRun` or in its environment, it prints what it would do and touches nothing.
 */
export function scriptText({ title, lines, omitted }: ExportScript, isDryRun = false): string {
  const head = [
    '#!/bin/sh',
    comment(title),
    ...(isDryRun
      ? ['# Only shows what would be done. To do it, take out the next line.', 'DRY_RUN=1']
      : ['# Only show what would be done: DRY_RUN=1 sh THIS_FILE']),
    'failed=0',
    'put() {',
    `  if [ -n "$DRY_RUN" ]; then printf 'would write %s to %s\\n' "$1" "$2"; return; fi`,
    `  printf '%s\\n' "$1" > "$2" || { printf 'failed: %s to %s\\n' "$1" "$2" >&2; failed=1; }`,
    '}',
    'run() {',
    `  if [ -n "$DRY_RUN" ]; then printf 'would run: %s\\n' "$*"; return; fi`,
    `  "$@" || { printf 'failed: %s\\n' "$*" >&2; failed=1; }`,
    '}',
  ];
  const body = lines.flatMap(({ action, why }) => ['', comment(why), callText(action)]);
  const rest = omitted.length === 0 ? [] : ['', ...omitted.map((text) => comment(`not done here: ${text}`))];
  return `${[...head, ...body, ...rest, '', 'exit "$failed"'].join('\n')}\n`;
}
