/**
 * What a typed line says, as plain data: the part of the POSIX shell (with the braces of bash) that is understood here.
 */

/** A piece of a word before it is expanded. A quoted character means itself. */
export type Item =
  | { readonly kind: 'char'; readonly char: string; readonly isQuoted: boolean }
  /** `''` or `""`: the word is there even when it is empty. */
  | { readonly kind: 'quotes' }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      /** What stands behind the name in `${name…}`; empty for `$name`. */
      readonly operator: Operator | '';
      readonly argument: readonly Item[];
      readonly isQuoted: boolean;
      /** `$name`, not `${name}`: letters that braces put behind it belong to the name. */
      readonly isBare: boolean;
    }
  /** `$(…)`: the output of a line. */
  | { readonly kind: 'command'; readonly line: string; readonly at: number; readonly isQuoted: boolean }
  /** `$((…))`: a number, from what the items come to. */
  | { readonly kind: 'number'; readonly items: readonly Item[]; readonly isQuoted: boolean };

export const OPERATORS = [':-', ':+', ':?', '##', '%%', '-', '+', '?', '#', '%', 'length'] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Word {
  readonly items: readonly Item[];
  /** Column of its first character, from 0. */
  readonly at: number;
  /** As typed. */
  readonly text: string;
}

export interface Redirect {
  /** 0, 1 or 2; -1 for both outputs. */
  readonly fd: number;
  readonly sign: '<' | '>' | '>>' | '>&';
  readonly target: Word;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface Simple {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
}

export interface For {
  readonly kind: 'for';
  readonly name: string;
  readonly words: readonly Word[];
  readonly body: List;
  readonly redirects: readonly Redirect[];
}

export interface While {
  readonly kind: 'while';
  /** `until` goes on while the condition fails. */
  readonly isUntil: boolean;
  readonly condition: List;
  readonly body: List;
  readonly redirects: readonly Redirect[];
}

export interface If {
  readonly kind: 'if';
  readonly branches: readonly { readonly condition: List; readonly body: List }[];
  readonly otherwise: List | null;
  readonly redirects: readonly Redirect[];
}

export interface Group {
  readonly kind: 'group';
  /** `( … )`: folder and variables are put back behind it. */
  readonly isSubshell: boolean;
  readonly body: List;
  readonly redirects: readonly Redirect[];
}

export type ShellCommand = Simple | For | While | If | Group;

export interface Pipeline {
  readonly isNegated: boolean;
  readonly commands: readonly ShellCommand[];
}

export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly sign: '&&' | '||'; readonly pipeline: Pipeline }[];
}

export type List = readonly AndOr[];

/** Why a line cannot be run. */
export interface SyntaxTrouble {
  /** Column from 0. */
  readonly at: number;
  /** As bash says it, or what is not there in this shell. */
  readonly what: string;
  /** What to do instead; null when that says itself. */
  readonly help: string | null;
}

/** Thrown inside the parser; `unfinished` when more lines may complete it. */
export class BadSyntax extends Error {
  readonly trouble: SyntaxTrouble;
  readonly isUnfinished: boolean;

  constructor(trouble: SyntaxTrouble, isUnfinished = false) {
    super(trouble.what);
    this.trouble = trouble;
    this.isUnfinished = isUnfinished;
  }
}
