/**
 * A shell: runs typed lines, one after the other, on the machine that its host stands for.
 *
 * What it prints and how it exits is what bash does as root. A command that acts on the kernel is begun as this shell's
 * actor and waited for; looking names up is no step of anybody.
 */
import { expandText, expandWord, type Surroundings } from './expand.ts';
import { neverEnds } from './follow.ts';
import { absolute, matchingPaths } from './glob.ts';
import type { ShellHost } from './host.ts';
import { parseShell } from './parse.ts';
import type { ShellState } from './program.ts';
import { isBuiltin, notFound, programNamed } from './programs.ts';
import { openRedirects, type Io } from './redirect.ts';
import { TerminalSink, TextSink, type Sink } from './sinks.ts';
import type { AndOr, For, If, List, Pipeline, ShellCommand, Simple, While } from './syntax.ts';
import { Exit, Interrupted, LoopJump, Trouble } from './trouble.ts';

/** Where shells begin: the folder that a lab of memory blocks is about. */
export const START_FOLDER = '/sys/devices/system/memory';
/** Exit status of what Ctrl-C ended: 128 + SIGINT. */
const INTERRUPTED = 130;
/** A line that does more than this is a loop without end. */
const MOST_COMMANDS = 20_000;
/** Commands between two breaths. */
const BREATH = 32;
const LONGEST_VALUE = 2 ** 16;
const DEEPEST = 30;

/** Programs that give the same whether they get their input at once or line by line. */
const PIECEWISE = new Set(['grep', 'cut', 'cat', 'tee']);

/** How a line ended. */
export type LineEnd = 'done' | 'unfinished' | 'exit';

export class Shell implements ShellState {
  readonly host: ShellHost;
  cwd = START_FOLDER;
  readonly variables = new Map([
    ['HOME', '/'],
    ['PWD', START_FOLDER],
    ['PATH', '/usr/sbin:/usr/bin'],
  ]);
  /** Exit status of the last command. */
  status = 0;
  readonly #history: string[] = [];
  #isInterrupted = false;
  #commands = 0;
  #depth = 0;
  #loops = 0;

  constructor(host: ShellHost) {
    this.host = host;
  }

  get history(): readonly string[] {
    return this.#history;
  }

  /** Ctrl-C: nothing more of the line is begun. What is under way gets its signal from the host. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** Runs what was typed. `unfinished`: nothing was run, more has to be typed. Never rejects. */
  async run(text: string): Promise<LineEnd> {
    const parsed = parseShell(text);
    if (!parsed.ok && parsed.error.isUnfinished) return 'unfinished';
    if (text.trim() !== '' && this.#history.at(-1) !== text) this.#history.push(text);
    if (!parsed.ok) {
      const { at, what, help } = parsed.error;
      const isBash = what.startsWith('syntax error') || what.includes('bad substitution');
      const place = isBash ? '' : ` (column ${at - text.lastIndexOf('\n', at - 1)})`;
      this.host.print(`bash: ${what}${place}${help === null ? '' : `; ${help}`}\n`, 'err');
      this.status = 2;
      return 'done';
    }
    this.#isInterrupted = false;
    this.#commands = 0;
    return this.#guarded(parsed.value);
  }

  async #guarded(list: List): Promise<LineEnd> {
    try {
      await this.#list(list, this.#terminal());
      return 'done';
    } catch (error) {
      this.#depth = 0;
      this.#loops = 0;
      if (error instanceof Exit) {
        this.status = error.status;
        return 'exit';
      }
      if (error instanceof Interrupted) this.status = INTERRUPTED;
      else if (error instanceof Trouble) {
        this.host.print(`bash: ${error.message}\n`, 'err');
        this.status = error.status;
      } else throw error;
      return 'done';
    }
  }

  #terminal(): Io {
    return {
      stdin: null,
      out: new TerminalSink(this.host, 'out'),
      err: new TerminalSink(this.host, 'err'),
    };
  }

  async #breathe(): Promise<void> {
    if (this.#isInterrupted) throw new Interrupted('Ctrl-C');
    if (++this.#commands > MOST_COMMANDS) {
      throw new Trouble(`stopped after ${MOST_COMMANDS} commands: the line has no end`);
    }
    if (this.#commands % BREATH === 0) {
      await this.host.breathe();
      if (this.#isInterrupted) throw new Interrupted('Ctrl-C');
    }
  }

  async #list(list: List, io: Io): Promise<void> {
    for (const andOr of list) await this.#andOr(andOr, io);
  }

  async #andOr({ first, rest }: AndOr, io: Io): Promise<void> {
    await this.#pipeline(first, io);
    for (const { sign, pipeline } of rest) {
      if ((sign === '&&') === (this.status === 0)) await this.#pipeline(pipeline, io);
    }
  }

  async #pipeline({ isNegated, commands }: Pipeline, io: Io): Promise<void> {
    let { stdin } = io;
    for (const [i, command] of commands.entries()) {
      if (i === commands.length - 1) {
        await this.#command(command, { ...io, stdin });
        break;
      }
      if (command.kind === 'simple' && neverEnds(command.words.map((word) => word.text))) {
        await this.#command(command, { ...io, stdin, out: this.#filtered(commands.slice(i + 1), io) });
        break;
      }
      const pipe = new TextSink();
      // What stands in a pipe is a shell of its own.
      await this.#apart(() => this.#command(command, { ...io, stdin, out: pipe }));
      stdin = pipe.text;
    }
    if (isNegated) this.status = this.status === 0 ? 1 : 0;
  }

  /** The rest of a pipe behind a command that goes on for ever: it gets piece after piece. */
  #filtered(rest: readonly ShellCommand[], io: Io): Sink {
    const waits = rest.find(
      (command) =>
        command.kind !== 'simple' || !PIECEWISE.has(command.words[0]?.text.replace(/^.*\//, '') ?? ''),
    );
    if (waits !== undefined) {
      const name = waits.kind === 'simple' ? waits.words[0]?.text : waits.kind;
      throw new Trouble(
        `${name}: behind a command that goes on for ever only grep, cut, cat and tee are here`,
      );
    }
    return {
      write: async (text) => {
        this.#commands = 0;
        await this.#pipeline({ isNegated: false, commands: rest }, { ...io, stdin: text });
        return null;
      },
    };
  }

  /** Folder and variables are afterwards as they were; `exit` and jumps end only this part. */
  async #apart(run: () => Promise<void>): Promise<void> {
    const { cwd } = this;
    const variables = [...this.variables];
    const loops = this.#loops;
    this.#loops = 0;
    try {
      await run();
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      this.status = error.status;
    } finally {
      this.cwd = cwd;
      this.variables.clear();
      for (const [name, value] of variables) this.variables.set(name, value);
      this.#loops = loops;
    }
  }

  async #command(command: ShellCommand, outer: Io): Promise<void> {
    if (++this.#depth > DEEPEST) throw new Trouble('commands inside of commands go too deep');
    if (command.kind === 'simple') await this.#simple(command, outer);
    else {
      const io = await openRedirects(this.#redirectContext(outer), command.redirects);
      if (io === null) this.status = 1;
      else await this.#compound(command, io);
    }
    this.#depth--;
  }

  async #compound(command: Exclude<ShellCommand, Simple>, io: Io): Promise<void> {
    switch (command.kind) {
      case 'for':
        return this.#for(command, io);
      case 'while':
        return this.#while(command, io);
      case 'if':
        return this.#if(command, io);
      case 'group':
        if (command.isSubshell) await this.#apart(() => this.#list(command.body, io));
        else await this.#list(command.body, io);
    }
  }

  /** One round of a loop; false when `break` ended it. */
  async #round(body: List, io: Io): Promise<boolean> {
    const depth = this.#depth;
    this.#loops++;
    try {
      await this.#breathe();
      await this.#list(body, io);
      return true;
    } catch (error) {
      if (!(error instanceof LoopJump)) throw error;
      this.#depth = depth;
      this.status = 0;
      if (error.levels > 1 && this.#loops > 1) {
        error.levels--;
        throw error;
      }
      return !error.isBreak;
    } finally {
      this.#loops--;
    }
  }

  async #for({ name, words, body }: For, io: Io): Promise<void> {
    const values: string[] = [];
    for (const word of words) values.push(...(await expandWord(word, this.#surroundings(io))));
    this.status = 0;
    for (const value of values) {
      this.variables.set(name, value);
      if (!(await this.#round(body, io))) break;
    }
  }

  async #while({ isUntil, condition, body }: While, io: Io): Promise<void> {
    let last = 0;
    for (;;) {
      const isThrough = await this.#round(condition, io);
      const goesOn = isThrough && (this.status === 0) !== isUntil;
      if (!goesOn || !(await this.#round(body, io))) break;
      last = this.status;
    }
    this.status = last;
  }

  async #if({ branches, otherwise }: If, io: Io): Promise<void> {
    for (const { condition, body } of branches) {
      await this.#list(condition, io);
      if (this.status === 0) return this.#list(body, io);
    }
    this.status = 0;
    if (otherwise !== null) await this.#list(otherwise, io);
  }

  #surroundings(io: Pick<Io, 'err'>): Surroundings {
    return {
      value: (name) => this.#value(name),
      output: (line) => this.#output(line, io),
      paths: (pattern) => matchingPaths(this.host.kernel(), this.cwd, pattern),
    };
  }

  #value(name: string): string | null {
    if (name === '?') return String(this.status);
    if (name === '0') return 'bash';
    if (name === '#') return '0';
    if (name === 'RANDOM') throw new Trouble('RANDOM: nothing here happens by chance');
    return this.variables.get(name) ?? null;
  }

  /** What a line prints, run as a shell of its own. */
  async #output(line: string, { err }: Pick<Io, 'err'>): Promise<string> {
    const sink = new TextSink();
    await this.#line(line, { stdin: null, out: sink, err });
    return sink.text;
  }

  async #line(line: string, io: Io): Promise<void> {
    const parsed = parseShell(line);
    if (!parsed.ok) throw new Trouble(`${parsed.error.what} in ${JSON.stringify(line)}`, 2);
    if (++this.#depth > DEEPEST) throw new Trouble('commands inside of commands go too deep');
    await this.#apart(() => this.#list(parsed.value, io));
    this.#depth--;
  }

  #redirectContext(io: Io): Parameters<typeof openRedirects>[0] {
    return {
      io,
      host: this.host,
      shell: this,
      expand: (word) => expandWord(word, this.#surroundings(io)),
      find: (name) => absolute(this.cwd, name),
    };
  }

  async #simple({ assignments, words, redirects }: Simple, outer: Io): Promise<void> {
    await this.#breathe();
    const around = this.#surroundings(outer);
    const argv: string[] = [];
    for (const word of words) argv.push(...(await expandWord(word, around)));
    const before = new Map<string, string | undefined>();
    if (argv.length === 0) this.status = 0;
    for (const { name, value } of assignments) {
      const text = await expandText(value, around);
      if (text.length > LONGEST_VALUE)
        throw new Trouble(`${name}: a value of ${text.length} characters is too long`);
      before.set(name, this.variables.get(name));
      this.variables.set(name, text);
    }
    const io = await openRedirects({ ...this.#redirectContext(outer), argv }, redirects);
    if (io === null) this.status = 1;
    else if (argv.length > 0) this.status = await this.#run(argv, io);
    if (argv.length === 0) return;
    for (const [name, value] of before) {
      if (value === undefined) this.variables.delete(name);
      else this.variables.set(name, value);
    }
  }

  async #run(argv: readonly string[], io: Io): Promise<number> {
    const [name = '', ...words] = argv;
    const program = programNamed(name);
    if (program === null) return notFound(name, { ...io, host: this.host, shell: this });
    if (++this.#depth > DEEPEST) throw new Trouble('commands inside of commands go too deep');
    const isJump = name === 'break' || name === 'continue';
    if (isJump && this.#loops === 0) {
      await io.err.write(`bash: ${name}: only meaningful in a \`for', \`while', or \`until' loop\n`);
      this.#depth--;
      return 0;
    }
    const status = await program({
      name: isBuiltin(name) ? name : name.replace(/^.*\//, ''),
      words,
      ...io,
      isShown: io.out instanceof TerminalSink,
      host: this.host,
      shell: this,
      run: (other) => this.#run(other, io),
      runLine: async (line) => {
        await this.#line(line, io);
        return this.status;
      },
    });
    this.#depth--;
    return status;
  }
}
