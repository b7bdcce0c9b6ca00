/**
 * The commands, once: the reader of the command line, the help and docs/command-line.md are all made from this table.
 */

export interface OptionSpec {
  readonly name: string;
  /** What stands for its value; null for an option without one. */
  readonly value: string | null;
  readonly about: string;
}

export interface OperandSpec {
  readonly name: string;
  readonly about: string;
  readonly isOptional?: boolean;
  readonly isMany?: boolean;
}

export interface CommandSpec {
  readonly name: string;
  /** What it does, in a few words behind its name. */
  readonly summary: string;
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly operands: readonly OperandSpec[];
  readonly options: readonly OptionSpec[];
  /** Words that are not its own options go on to another program as they are. */
  readonly passesOn?: boolean;
  readonly examples: readonly { readonly line: string; readonly about: string }[];
}

const FILE: OperandSpec = {
  name: 'FILE',
  about:
    'a scenario text (quoted mail is fine), a recorded run (hotplug-trace/1 or the result of an exported test), a saved run, a link; - is stdin',
};
const TEXT: OperandSpec = { name: 'FILE', about: 'a scenario text; quoted mail is fine; - is stdin' };
const KERNEL: OptionSpec = {
  name: 'kernel',
  value: 'NAME',
  about: 'this kernel instead of the one that the file names',
};
const SCHEDULE: OptionSpec = {
  name: 'schedule',
  value: 'TURNS',
  about: 'who runs when: "driver 12, user 3"; what it leaves open goes on as on a real kernel',
};
const PAGE: OptionSpec = {
  name: 'page',
  value: 'ADDRESS',
  about: 'address of the playground, to be put in front; the page reads a link without it as well',
};
const PRINTING: readonly OptionSpec[] = [
  { name: 'no-witness', value: null, about: 'leave out how things happen' },
  {
    name: 'strict',
    value: null,
    about: 'broken properties, deadlocks and livelocks count for the exit code',
  },
  { name: 'card', value: null, about: 'print a review card for a mailing list instead' },
  { ...PAGE, about: 'address of the playground, for the link in the card' },
  { name: 'json', value: null, about: 'print JSON instead' },
];
const AT: OptionSpec = {
  name: 'at',
  value: 'FILE',
  about: 'the scenario, recorded run, saved run or link whose end is looked at; stdin if left out',
};

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'run',
    summary: 'plays a scenario once and checks its conditions',
    about: [
      'Plays the init part, then the actors in the order of a real kernel or by a schedule, prints every line with its result, the blocks and zones at the end, and asks the conditions of this one outcome. A recorded run is replayed and compared step by step.',
      'One run can show that something happens, not that it never does: explore asks all orders.',
      'Exit code: 0 when every condition is as wanted (or the recording agrees), 1 when not, 2 when the file cannot be used.',
    ],
    operands: [FILE],
    options: [
      KERNEL,
      SCHEDULE,
      { name: 'turns', value: null, about: 'tell what happens turn by turn' },
      { name: 'quiet', value: null, about: 'print the conditions only' },
    ],
    examples: [
      { line: 'hotplug run pinned.txt', about: 'one run on the kernel that the text names first' },
      {
        line: 'hotplug run --kernel merged --turns - < mail.txt',
        about: 'a mail, on another kernel, told turn by turn',
      },
    ],
  },
  {
    name: 'explore',
    summary: 'plays a scenario in every order and answers its conditions',
    about: [
      'Tries every order in which the actors may run and answers each condition with Sometimes, Always or Never. Without being asked it looks for deadlocks, livelocks, lost memory and broken promises. The shortest way to what it finds is told in words and as a schedule for run --schedule.',
      'All kernels of the text are explored unless told otherwise. Progress goes to stderr when that is a terminal; the first Ctrl-C ends the search and prints what is known.',
      'Exit code: 0 when every condition is as wanted on every kernel, 1 when one is not, 3 when the search was cut short before that was known, 2 when the file cannot be used.',
    ],
    operands: [TEXT],
    options: [
      { ...KERNEL, about: 'this kernel instead of those that the text names; may be given several times' },
      { name: 'all-kernels', value: null, about: 'every kernel there is' },
      { name: 'max-states', value: 'N', about: 'search no further than so many states (3,000,000)' },
      { name: 'no-reduce', value: null, about: 'stop at every step, also where nobody else can notice it' },
      {
        name: 'shard',
        value: 'I/N',
        about: 'look at the I-th of N parts of the work only and print JSON for hotplug merge',
      },
      ...PRINTING,
    ],
    examples: [
      { line: 'hotplug explore pinned.txt', about: 'verdicts, outcomes, witnesses' },
      { line: 'hotplug explore --all-kernels --no-witness pinned.txt', about: 'which posting has it' },
      { line: 'hotplug explore --card - < mail.txt', about: 'the answer to a mail, as a mail' },
      { line: 'hotplug explore --shard 2/8 pinned.txt > 2.json', about: 'one of eight parts, for merge' },
    ],
  },
  {
    name: 'merge',
    summary: 'joins the shards of an exploration to one answer',
    about: [
      'Takes what explore --shard has printed, all N parts in any order, and says what one exploration of the whole would have said: the same verdicts, outcomes, witnesses and numbers. Parts of different texts, kernels or options, parts that are missing or given twice, and files that were damaged are refused.',
      'The answer is complete when every part is. Exit code: as explore.',
    ],
    operands: [{ name: 'FILE', about: 'what explore --shard has printed; - is stdin', isMany: true }],
    options: PRINTING,
    examples: [{ line: 'hotplug merge *.json', about: 'verdicts, outcomes, witnesses of the whole' }],
  },
  {
    name: 'print',
    summary: 'prints a scenario text in its canonical form',
    about: [
      'Reads a text, however it was quoted and wrapped, and prints it as the printer of the page writes it.',
    ],
    operands: [TEXT],
    options: [],
    examples: [{ line: 'hotplug print - < mail.txt > pinned.txt', about: 'a mail becomes a file' }],
  },
  {
    name: 'link',
    summary: 'makes a link of a scenario text or a saved run',
    about: [
      'The link holds the text (in its canonical form), the kernel and the schedule, and opens at the end of the schedule. docs/links.md has the format.',
    ],
    operands: [{ ...TEXT, about: 'a scenario text, a saved run or a link; - is stdin' }],
    options: [KERNEL, SCHEDULE, PAGE],
    examples: [
      {
        line: 'hotplug link --schedule "driver 123, user 1, driver 14" pinned.txt',
        about: 'what a witness says, for a mail',
      },
    ],
  },
  {
    name: 'open',
    summary: 'prints what a link holds',
    about: [
      'A link with a text gives the text, with kernel and schedule as comments, so that the output can be run. Damage is explained.',
    ],
    operands: [{ name: 'LINK', about: 'a link with or without the address in front; - is stdin' }],
    options: [],
    examples: [{ line: 'hotplug open "#aW1S4seedP21WB1Yf9fFgnDxSe76KCln"', about: 'a link from a mail' }],
  },
  {
    name: 'conformance',
    summary: 'replays recorded runs of real kernels and compares every step',
    about: [
      'Without a name it takes the recordings that the project keeps. Exit code: 0 when all agree (and there is at least one), 1 when not, 2 when the command line makes no sense.',
    ],
    operands: [
      { name: 'PATH', about: 'a recording or a folder of recordings', isOptional: true, isMany: true },
    ],
    options: [{ name: 'json', value: null, about: 'one JSON object instead of lines' }],
    examples: [{ line: 'hotplug conformance my-traces', about: 'your own recordings' }],
  },
  {
    name: 'cat',
    summary: 'prints files of sysfs and procfs as they are at the end',
    about: ['Exit code: 0, or 1 when one of the files does not exist there.'],
    operands: [
      {
        name: 'PATH',
        about: 'a file, whole (/proc/iomem) or short (memory32/state)',
        isMany: true,
      },
    ],
    options: [AT, KERNEL, SCHEDULE],
    examples: [
      { line: 'hotplug cat --at pinned.txt /proc/iomem memory32/state', about: 'two files after the run' },
    ],
  },
  {
    name: 'lsmem',
    summary: 'prints what lsmem prints at the end',
    about: [
      'Behaves like lsmem of util-linux; all of its options are passed on (hotplug lsmem -h lists them).',
      'Exit code: that of lsmem, 2 when the file cannot be used.',
    ],
    operands: [],
    options: [AT, KERNEL, SCHEDULE],
    passesOn: true,
    examples: [
      { line: 'hotplug lsmem --at pinned.txt -a -o RANGE,STATE,ZONES', about: 'block by block, with zones' },
      { line: 'hotplug lsmem --json < pinned.txt', about: 'as JSON' },
    ],
  },
  {
    name: 'export',
    summary: 'writes the end, or the whole run, for a real machine',
    about: [
      'Without --form: sysfs and procfs at the end as a tar archive. Unpacked, it is a system root for the real tools: lsmem --sysroot FOLDER.',
      'With --form it is a text: run, sysfs, chmem, daxctl (what was done, or the difference, as commands), udev, boot (the policies), qemu, qmp (the machine), test (a script that boots a real kernel in QEMU, does the same and writes a recording), record (the same for conformance/record). What is not in it goes to stderr.',
    ],
    operands: [],
    options: [
      AT,
      KERNEL,
      SCHEDULE,
      {
        name: 'form',
        value: 'FORM',
        about: 'sysroot (as if left out), run, sysfs, chmem, daxctl, udev, boot, qemu, qmp, test or record',
      },
    ],
    examples: [
      {
        line: 'hotplug export --at pinned.txt | tar x -C sysroot && lsmem --sysroot sysroot',
        about: 'the real lsmem on it',
      },
      {
        line: 'hotplug export --form test --at dimm.txt > dimm.sh && sh dimm.sh --out dimm.run.txt && hotplug run dimm.run.txt',
        about: 'the same on a real kernel, held against the model',
      },
    ],
  },
  {
    name: 'recording',
    summary: 'makes a recording of what an exported test wrote',
    about: [
      'The result of a script of hotplug export --form test as hotplug-trace/1, to be kept among recordings. Every other command reads the result as it is.',
      'Exit code: 0, or 2 when the file cannot be used.',
    ],
    operands: [{ name: 'FILE', about: 'what the script wrote; - is stdin' }],
    options: [],
    examples: [{ line: 'hotplug recording dimm.run.txt > dimm.json', about: 'a file for static/traces' }],
  },
  {
    name: 'import',
    summary: 'makes a scenario text of what a real machine prints',
    about: [
      'Reads lsmem in any form, /proc/iomem, /proc/zoneinfo, /proc/meminfo, daxctl list, ndctl list, numactl -H, the kernel log, a tar of /sys/devices/system/memory, a recorded run, or the output of capture.sh. Several files are joined to one machine.',
      'The text goes to stdout. What was read, what disagrees, what was guessed and in what the text differs goes to stderr.',
      'Exit code: 0 when every block comes out as it was seen, 1 when some do not, 2 when no machine can be made.',
    ],
    operands: [
      { name: 'FILE', about: 'output or files of one machine, a tar or tar.gz; - is stdin', isMany: true },
    ],
    options: [{ name: 'quiet', value: null, about: 'print the text only' }],
    examples: [
      { line: 'hotplug import machine.txt > machine.scenario', about: 'what capture.sh printed' },
      { line: 'hotplug import lsmem.json /proc/iomem', about: 'two pieces of one machine' },
    ],
  },
];

export function commandNamed(name: string): CommandSpec | null {
  return COMMANDS.find((command) => command.name === name) ?? null;
}
