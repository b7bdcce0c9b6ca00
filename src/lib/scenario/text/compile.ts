/**
 * From the syntax of a text to what one kernel runs: machine, init, actors, conditions.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { VariantId } from '#lib/hotplug/variants/index.ts';
import { VARIANT_IDS } from '#lib/hotplug/variants/index.ts';
import { usualActor, type Deed } from '../deed.ts';
import type { Condition, InitLine, Program, ProgramActor, ProgramLine } from '../program.ts';
import { compileFormula } from './compile-formula.ts';
import { compileActions, resultKind } from './compile-line.ts';
import { compileMachine, type CompiledMachine } from './compile-machine.ts';
import { deedText } from './deed-text.ts';
import { Errors } from './errors.ts';
import { wordOf, wordsOf } from './given.ts';
import { variantNamed } from './kernel-words.ts';
import type { Names } from './names.ts';
import { formulaText } from './print-formula.ts';
import type { Clause, Content, ScenarioText, Word } from './syntax.ts';
import { MOST_ERRORS, type TextError } from './text-error.ts';
import { UDEV_WORDS } from './vocabulary.ts';

type LineContent = Extract<Content, { kind: 'line' }>;
type ConditionContent = Extract<Content, { kind: 'condition' }>;

interface Section {
  readonly name: Word;
  readonly lines: LineContent[];
}

/** The items of a text by what they are. */
interface Parts {
  title: string;
  readonly about: string[];
  readonly facts: Clause[];
  readonly sections: Section[];
  readonly conditions: { readonly content: ConditionContent; readonly line: number }[];
}

function partsOf({ items }: ScenarioText): Parts {
  const parts: Parts = { title: '', about: [], facts: [], sections: [], conditions: [] };
  for (const { content, at } of items) {
    switch (content.kind) {
      case 'title':
        parts.title = content.text;
        break;
      case 'about':
        parts.about.push(content.text);
        break;
      case 'fact':
        parts.facts.push(content.clause);
        break;
      case 'section':
        parts.sections.push({ name: content.name, lines: [] });
        break;
      case 'line':
        parts.sections.at(-1)!.lines.push(content);
        break;
      case 'condition':
        parts.conditions.push({ content, line: at.line });
        break;
      case 'end':
        break;
    }
  }
  return parts;
}

const INIT = 'init';
const UDEV = 'udev';
/** Actors that may run at the same time: a thread number is a byte, and a device needs a worker. */
const MOST_ACTORS = 12;
const MOST_LINES = 1000;

const hasVerb = ({ actions }: LineContent, test: (clause: Clause) => boolean): boolean =>
  actions.some((action) => action.kind === 'verb' && test(action.clause));

/** The kernel variants of a text, the one to play first; an error for a name that no variant has. */
export function variantsOf(text: ScenarioText): Result<readonly VariantId[], readonly TextError[]> {
  const errors = new Errors();
  const ids: VariantId[] = [];
  for (const clause of partsOf(text).facts) {
    if (clause.name !== 'kernel') continue;
    for (const word of wordsOf(clause, 'variant')) {
      const id = variantNamed(word.text);
      if (id === null) {
        const more = { word: word.text, expected: VARIANT_IDS };
        errors.add(word.at, `there is no kernel ${word.text}`, more);
      } else if (!ids.includes(id)) ids.push(id);
    }
  }
  if (errors.list.length > 0) return failure(errors.list);
  return success(ids.length === 0 ? ['merged'] : ids);
}

class Compiler {
  readonly #parts: Parts;
  readonly #names: Names;
  readonly #compiled: CompiledMachine;
  readonly #errors: Errors;

  constructor(parts: Parts, variant: VariantId, errors: Errors) {
    this.#parts = parts;
    this.#errors = errors;
    this.#compiled = compileMachine(parts.facts, errors);
    const actors = new Set(this.#sections().map(({ name }) => name.text));
    if (this.#udev() !== null) actors.add(UDEV);
    this.#names = {
      variant,
      compiled: this.#compiled,
      blockBytes: this.#compiled.machine.blockSizeBytes,
      errors,
      actors,
      results: new Map(),
    };
  }

  #sections(): Section[] {
    return this.#parts.sections.filter(({ name }) => name.text !== INIT);
  }

  #udev(): Clause | null {
    return this.#parts.facts.find(({ name }) => name === UDEV) ?? null;
  }

  #allLines(): LineContent[] {
    return this.#parts.sections.flatMap(({ lines }) => lines);
  }

  checkNames(): void {
    const seen = new Set<string>();
    for (const { name } of this.#parts.sections) {
      if (seen.has(name.text))
        this.#errors.add(name.at, `${name.text} is there already`, { fix: 'join the two' });
      seen.add(name.text);
    }
    const udevs = this.#parts.facts.filter(({ name }) => name === UDEV);
    for (const { at } of udevs.slice(1)) this.#errors.add(at, 'there is a udev rule already');
    if (udevs.length > 0 && seen.has(UDEV)) {
      this.#errors.add(udevs[0]!.at, 'there is an actor udev already', { fix: 'call the actor otherwise' });
    }
    const sections = this.#sections();
    if (sections.length > MOST_ACTORS) {
      this.#errors.add(sections[MOST_ACTORS]!.name.at, `at most ${MOST_ACTORS} actors`, { fix: 'use fewer' });
    }
    const lines = this.#allLines();
    if (lines.length > MOST_LINES) {
      const at = lines[MOST_LINES]!.actions[0]!.at;
      this.#errors.add(at, `at most ${MOST_LINES} lines`, { fix: 'leave some out' });
    }
    for (const { result, actions } of lines) {
      if (result === null) continue;
      if (this.#names.results.has(result.text)) {
        this.#errors.add(result.at, `${result.text} is the result of another line`, {
          fix: 'choose another name',
        });
      }
      this.#names.results.set(result.text, resultKind(actions));
    }
  }

  #line({ result, actions }: LineContent): ProgramLine | null {
    const deed = compileActions(actions, this.#names);
    if (deed === null) return null;
    const text = deedText(deed, this.#names.blockBytes);
    return { deed, result: result?.text ?? null, text, line: (result ?? actions[0]!).at.line };
  }

  /** Memory devices that no line plugs are there before init. */
  #pluggedAtBoot(): InitLine[] {
    const isPlugged = (name: string): boolean =>
      this.#allLines().some((line) =>
        hasVerb(line, (clause) => clause.name === 'plug' && wordOf(clause, 'name')!.text === name),
      );
    return this.#compiled.dimms
      .filter(({ name }) => !isPlugged(name))
      .map(({ name: id, startBytes, sizeBytes, nid, at }) => {
        const deed: Deed = { kind: 'device_add', id, startBytes, sizeBytes, nid };
        const text = deedText(deed, this.#names.blockBytes);
        return { actor: usualActor(deed), deed, text, result: null, line: at.line };
      });
  }

  init(): InitLine[] {
    const lines = this.#parts.sections.filter(({ name }) => name.text === INIT).flatMap((it) => it.lines);
    const compiled = lines.flatMap((content) => {
      const line = this.#line(content);
      return line === null ? [] : [{ ...line, actor: content.actor?.text ?? usualActor(line.deed) }];
    });
    return [...this.#pluggedAtBoot(), ...compiled];
  }

  actors(): ProgramActor[] {
    const actors: ProgramActor[] = this.#sections().map(({ name, lines }) => {
      for (const { actor } of lines) {
        if (actor === null) continue;
        this.#errors.add(actor.at, 'as NAME is for init', { fix: `write the line below ${actor.text}:` });
      }
      const compiled = lines.flatMap((content) => this.#line(content) ?? []);
      return { name: name.text, lines: compiled, isDaemon: false };
    });
    const udev = this.#udev();
    return udev === null ? actors : [...actors, this.#daemon(udev)];
  }

  #daemon(clause: Clause): ProgramActor {
    const { text } = wordOf(clause, 'preset')!;
    const preset = UDEV_WORDS[text]![this.#compiled.isGuest ? 1 : 0];
    const line: ProgramLine = {
      deed: { kind: 'udev', preset },
      result: null,
      text: `udev ${preset}`,
      line: clause.at.line,
    };
    return { name: UDEV, lines: [line], isDaemon: true };
  }

  conditions(): Condition[] {
    return this.#parts.conditions.flatMap(({ content, line }): Condition[] => {
      const formula = compileFormula(content.formula, this.#names);
      if (formula === null) return [];
      const { quantifier, anytime } = content;
      const text = formulaText(content.formula);
      return [{ quantifier, when: anytime ? 'anytime' : 'outcome', formula, text, line }];
    });
  }

  /**
   * The module kmem is there from the start, bound to nothing, unless a line loads it: then loading binds.
   */
  machine(): Program['machine'] {
    const { machine } = this.#compiled;
    const isLoaded = this.#allLines().some((line) => hasVerb(line, ({ name }) => name === 'modprobe'));
    return machine.daxDevices.length > 0 && !isLoaded ? { ...machine, hasKmemModule: true } : machine;
  }
}

/** A program for one kernel, or what is wrong in the text for it, in the order of the text. */
export function compileScenario(
  text: ScenarioText,
  variant: VariantId,
): Result<Program, readonly TextError[]> {
  const errors = new Errors();
  const kernels = variantsOf(text);
  if (!kernels.ok) errors.list.push(...kernels.error);
  const parts = partsOf(text);
  const compiler = new Compiler(parts, variant, errors);
  compiler.checkNames();
  const program: Program = {
    title: parts.title,
    about: parts.about.join(' '),
    variant,
    machine: compiler.machine(),
    init: compiler.init(),
    actors: compiler.actors(),
    conditions: compiler.conditions(),
  };
  if (errors.list.length === 0) return success(program);
  const sorted = errors.list.sort((a, b) => a.line - b.line || a.column - b.column);
  return failure(sorted.slice(0, MOST_ERRORS));
}

/** What the machine of a text rests on that nobody can know, one sentence each. */
export function assumptionsOf(text: ScenarioText): readonly string[] {
  return compileMachine(partsOf(text).facts, new Errors()).assumptions;
}
