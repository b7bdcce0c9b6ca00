/**
 * A scenario text taken apart: what is written, not yet what it means for one kernel. Spelling of numbers, order,
 * comments and empty lines are kept, so that it can be printed again.
 */
import type { Comparison } from '../program.ts';
import type { Place } from './text-error.ts';

/** A word as written, without its quotes; `{a,b}` in it stands for what the kernel in question has. */
export interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly at: Place;
}

/** A parameter of a statement or verb that was given; no values for a flag. */
export interface GivenParam {
  readonly name: string;
  readonly values: readonly Word[];
}

/** A statement or verb with its parameters, in the order of the vocabulary. */
export interface Clause {
  readonly name: string;
  readonly params: readonly GivenParam[];
  readonly at: Place;
}

/** One thing that somebody does. */
export type Action =
  | {
      readonly kind: 'echo';
      /** `echo` adds a newline, `echo -n` does not. */
      readonly newline: boolean;
      readonly words: readonly Word[];
      readonly path: Word;
      readonly at: Place;
    }
  | { readonly kind: 'cat'; readonly path: Word; readonly at: Place }
  | { readonly kind: 'tool'; readonly argv: readonly Word[]; readonly at: Place }
  /** Each argument is a list of words that `|` joins. */
  | {
      readonly kind: 'call';
      readonly name: Word;
      readonly args: readonly (readonly Word[])[];
      readonly at: Place;
    }
  | { readonly kind: 'verb'; readonly clause: Clause; readonly at: Place };

/** A condition's formula as written. */
export type FormulaText =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly FormulaText[] }
  | { readonly kind: 'not'; readonly part: FormulaText }
  /** `r1 = -EIO`, `dax0.0 state = unplugged`, `node1 Movable present = 256M`. */
  | {
      readonly kind: 'compare';
      readonly left: readonly Word[];
      readonly is: Comparison;
      readonly right: readonly Word[];
      readonly at: Place;
    }
  /** `memory32-35 offline`, `driver hangs`, `dax0.0 leaks`, `memory32/state exists`. */
  | {
      readonly kind: 'is';
      readonly which: 'all' | 'any' | 'none' | null;
      readonly subject: readonly Word[];
      readonly word: Word;
      /** Which part leaks, behind `leaks`. */
      readonly detail: Word | null;
      readonly at: Place;
    }
  /** `memory32 in Movable`. */
  | {
      readonly kind: 'in';
      readonly which: 'all' | 'any' | 'none' | null;
      readonly subject: readonly Word[];
      readonly zone: Word;
      readonly at: Place;
    }
  | { readonly kind: 'iomem'; readonly name: Word; readonly range: Word; readonly at: Place }
  | { readonly kind: 'held'; readonly lock: readonly Word[]; readonly at: Place }
  | {
      readonly kind: 'count';
      readonly of: Word;
      readonly contains: Word;
      readonly is: Comparison;
      readonly value: Word;
      readonly at: Place;
    };

export type Content =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'about'; readonly text: string }
  /** kernel, machine, node, dax …: what is there before anybody acts. */
  | { readonly kind: 'fact'; readonly clause: Clause }
  /** `init:` or an actor. */
  | { readonly kind: 'section'; readonly name: Word }
  | {
      readonly kind: 'line';
      readonly result: Word | null;
      /** `as NAME` in init. */
      readonly actor: Word | null;
      /** More than one: the first that the kernel has. */
      readonly actions: readonly Action[];
    }
  | {
      readonly kind: 'condition';
      readonly quantifier: 'exists' | 'never' | 'always';
      readonly anytime: boolean;
      readonly formula: FormulaText;
    }
  /** Comments at the end of the text. */
  | { readonly kind: 'end' };

export interface Item {
  readonly content: Content;
  readonly at: Place;
  /** Lines of comments above it, without `# `. */
  readonly comments: readonly string[];
  /** Comment behind it. */
  readonly remark: string | null;
  /** An empty line stands above it (and above its comments). */
  readonly isApart: boolean;
}

export interface ScenarioText {
  readonly items: readonly Item[];
}
