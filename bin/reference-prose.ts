/**
 * What stands in docs/command-line.md besides the table of commands.
 */

export const INTRODUCTION = `# The command line

<!-- Made by bin/write-reference.ts from the table of commands. Do not edit. -->

Everything that the page finds out about a scenario can be asked without a browser:

\`\`\`sh
npm install
npx hotplug explore my-suspicion.txt
\`\`\`

A FILE named \`-\` is stdin. Pasted and quoted mail is read as it is, so \`npx hotplug explore - < mail.txt\` answers a mail.
Errors go to stderr with line, column, what was expected and what would help. Exit codes are the same everywhere: 0 is yes,
1 is no, 2 is "this cannot be understood", 3 is "not known". Nothing is coloured, so output can be piped, and a reader that
stops early (\`| head\`) ends the command quietly.

[language.md](language.md) describes scenario texts.`;

export const CLOSING = `## Verdicts

The words are those of herd7. \`Sometimes\`, \`Always\` and \`Never\` say in how many of the final states a condition holds;
the two numbers behind them are the final states in which it does and in which it does not. \`Ok\` and \`No\` say whether that
is what the quantifier wants: \`exists\` wants Sometimes or Always, \`never\` wants Never, \`always\` wants Always. \`??\` stands
where the search was cut short before that was known.

A final state is one in which nobody can go on: everybody has come to the end of their lines, or sleeps for ever
(\`~deadlock\`), or goes round without an end (\`~livelock\`).

A witness is a shortest way. The numbers of its schedule are steps of the kernel model; \`run --schedule\` plays it again, on
the same text and the same kernel.`;
