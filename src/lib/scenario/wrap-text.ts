/**
 * Plain text in lines of at most 72 columns, as kernel mailing lists want it.
 */
const COLUMNS = 72;

/** Ends a text with a full stop unless it ends like a sentence already. */
export function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}

/** Breaks a text at its spaces; lines after the first begin with `indent`. A longer word stays whole. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  const lead = /^ */.exec(text)![0];
  let line = lead;
  let isEmpty = true;
  for (const word of text.slice(lead.length).split(/ /)) {
    if (!isEmpty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line.trimEnd());
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}
