/**
 * A run as a JSON file: what a link holds, readable and without its limits. The schema beside the page describes it,
 * and `format` says which edition of it.
 */
import { InvalidPlace, JsonPlace } from '#lib/capture/json-place.ts';
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { Act, Deed } from './deed.ts';
import { DEED_FIELDS, DEED_KINDS, MAX_ACTS, MAX_TEXT, type DeedField } from './deed-fields.ts';
import { VARIANT_NUMBERS } from './link-registry.ts';
import {
  MAX_BLOCK,
  MAX_FINGERPRINT,
  MAX_NAME_LENGTH,
  MAX_POSITION,
  type Moment,
  type RunSource,
} from './moment.ts';
import { MAX_TURN_STEPS, MAX_TURNS, MOST_ACTOR_NUMBER, type Schedule } from './schedule.ts';
import { MAX_SCENARIO_TEXT } from './text/parse.ts';

export const RUN_FORMAT = 'memory-hotplug-run/1';
/** Of a file with several runs, as the list of them saves it. */
export const RUNS_FORMAT = 'memory-hotplug-runs/1';
/** Of a file with reviews, as the review corner saves it. */
export const REVIEWS_FORMAT = 'memory-hotplug-reviews/1';
/** Bytes; a run of ten thousand acts has about one tenth. */
export const MAX_FILE_BYTES = 10_000_000;
export const MAX_TITLE_LENGTH = 200;

/** What is in a file. */
export interface RunFile {
  readonly moment: Moment;
  readonly title: string;
}

/** Why a file cannot be opened: four sentences' worth. */
export interface FileError {
  readonly what: string;
  /** Where in the file: a JSON path, or a line. */
  readonly where: string;
  readonly why: string;
  readonly advice: string;
}

const ADVICE = 'Repair this place, or save the file again from the page that it came from.';

/** What a run begins with, as plain data. */
export function sourceJson(source: RunSource): Readonly<Record<string, unknown>> {
  if (source.kind === 'scenario') return { scenario: source.id };
  if (source.kind === 'trace') return { recording: source.name };
  const { text, schedule } = source;
  return { text, ...(schedule.length === 0 ? {} : { schedule }) };
}

/** The content of a file as plain data. `schema` is the address of the schema, `link` the moment for people. */
export function runFileJson(
  { moment, title }: RunFile,
  more: { readonly schema?: string; readonly link?: string | null } = {},
): Readonly<Record<string, unknown>> {
  const { source, variant, position, block, fingerprint, cutAt, acts = [] } = moment;
  return {
    ...(more.schema === undefined ? {} : { $schema: more.schema }),
    format: RUN_FORMAT,
    title,
    run: sourceJson(source),
    kernel: variant,
    ...(typeof cutAt === 'number' ? { cutAt } : {}),
    ...(acts.length === 0 ? {} : { acts }),
    position,
    ...(block === null ? {} : { block }),
    ...(typeof fingerprint === 'number' ? { fingerprint } : {}),
    ...(typeof more.link === 'string' ? { link: more.link } : {}),
  };
}

function text(place: JsonPlace, most = MAX_TEXT): string {
  const value = place.text();
  return value.length <= most ? value : place.refuse(`a text of at most ${most} characters`, ADVICE);
}

function value(place: JsonPlace, { type }: DeedField): unknown {
  if (typeof type === 'object') return place.oneOf(type);
  switch (type) {
    case 'text':
      return text(place);
    case 'text-or-null':
      return place.value === null ? null : text(place);
    case 'texts':
      return place.list().map((each) => text(each));
    case 'bytes':
      return place.amount();
    case 'int':
      return place.int();
    case 'ids':
      return place.list().map((id) => id.integer(0, MAX_BLOCK));
    case 'ranges':
      return place.list().map((range) => ({
        startBytes: range.at('startBytes').amount(),
        sizeBytes: range.at('sizeBytes').amount(),
      }));
  }
}

function deed(place: JsonPlace): Deed {
  const kind = place.at('kind').oneOf(DEED_KINDS);
  const fields = DEED_FIELDS[kind].filter(({ name, isOptional }) => !isOptional || place.has(name));
  const entries = fields.map((field) => [field.name, value(place.at(field.name), field)] as const);
  // The table has the fields of every kind and their types, so this is one.
  return { kind, ...Object.fromEntries(entries) } as unknown as Deed;
}

/** Reads a list of acts. Throws InvalidPlace. */
export function actsAt(place: JsonPlace): Act[] {
  const list = place.list();
  if (list.length > MAX_ACTS) place.refuse(`a list of at most ${MAX_ACTS} acts`, ADVICE);
  let before = 0;
  return list.map((act) => {
    before = act.at('at').integer(before, MAX_POSITION);
    return { at: before, actor: text(act.at('actor'), MAX_NAME_LENGTH), deed: deed(act.at('deed')) };
  });
}

/** Reads an order of turns. Throws InvalidPlace. */
export function scheduleAt(place: JsonPlace): Schedule {
  const list = place.list();
  if (list.length > MAX_TURNS) place.refuse(`a list of at most ${MAX_TURNS} turns`, ADVICE);
  return list.map((turn) => ({
    actor: turn.at('actor').integer(0, MOST_ACTOR_NUMBER),
    steps: turn.at('steps').integer(1, MAX_TURN_STEPS),
  }));
}

/** Reads what a run begins with. Throws InvalidPlace. */
export function sourceAt(place: JsonPlace): Moment['source'] {
  if (place.has('text')) {
    const schedule = place.has('schedule') ? scheduleAt(place.at('schedule')) : [];
    return { kind: 'text', text: text(place.at('text'), MAX_SCENARIO_TEXT), schedule };
  }
  if (place.has('scenario')) return { kind: 'scenario', id: text(place.at('scenario'), MAX_NAME_LENGTH) };
  return { kind: 'trace', name: text(place.at('recording'), MAX_NAME_LENGTH) };
}

/** Reads the name of a kernel. Throws InvalidPlace. */
export function variantAt(place: JsonPlace): VariantId {
  return place.oneOf(Object.keys(VARIANT_NUMBERS) as VariantId[]);
}

/** Reads a run out of parsed JSON. Throws InvalidPlace. */
export function runAt(file: JsonPlace): RunFile {
  file.at('format').oneOf([RUN_FORMAT]);
  const number = (key: string, most: number): number | null =>
    file.has(key) ? file.at(key).integer(0, most) : null;
  const cutAt = number('cutAt', MAX_POSITION);
  const moment: Moment = {
    source: sourceAt(file.at('run')),
    variant: variantAt(file.at('kernel')),
    position: number('position', MAX_POSITION) ?? 0,
    block: number('block', MAX_BLOCK),
    fingerprint: number('fingerprint', MAX_FINGERPRINT),
    ...(cutAt === null ? {} : { cutAt }),
    ...(file.has('acts') ? { acts: actsAt(file.at('acts')) } : {}),
  };
  return { moment, title: file.has('title') ? text(file.at('title'), MAX_TITLE_LENGTH) : '' };
}

/** Parses a text and reads it; every failure is a value. */
export function readJsonFile<T>(json: string, read: (root: JsonPlace) => T): Result<T, FileError> {
  if (json.length > MAX_FILE_BYTES) {
    const size = `${Math.round(json.length / 1e6)} MB`;
    return failure({
      what: 'This file is too large.',
      where: `It has ${size}.`,
      why: `No run has more than ${MAX_FILE_BYTES / 1e6} MB; it was not read.`,
      advice: 'Choose the file that the page saved.',
    });
  }
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch (error) {
    return failure({
      what: 'This file is no JSON.',
      where: json.trim() === '' ? 'It is empty.' : `It begins with ${JSON.stringify(json.slice(0, 40))}.`,
      why: `The reader says: ${error instanceof Error ? error.message : String(error)}.`,
      advice: 'Choose the file that the page saved, or paste a link.',
    });
  }
  try {
    return success(read(new JsonPlace(root)));
  } catch (error) {
    if (!(error instanceof InvalidPlace)) throw error;
    const { what, path, why } = error.problem;
    return failure({ what: `${what}.`, where: `At ${path}.`, why: `${why}.`, advice: ADVICE });
  }
}

type Elsewhere = Pick<FileError, 'what' | 'advice'>;

/** Files of this page that are opened elsewhere in it, by their format. */
const OPENED_ELSEWHERE: ReadonlyMap<unknown, Elsewhere> = new Map([
  [
    RUNS_FORMAT,
    {
      what: 'This file holds a list of runs.',
      advice:
        'Open the list of runs (key /) and choose "Bring back from a file" there: nothing in it is lost.',
    },
  ],
  [
    REVIEWS_FORMAT,
    {
      what: 'This file holds reviews.',
      advice: 'Open the review corner and choose "Bring back from a file" there: nothing in it is lost.',
    },
  ],
]);

/** The run in the text of a file. */
export function readRunFile(json: string): Result<RunFile, FileError> {
  const read = readJsonFile(
    json,
    (root): RunFile | Elsewhere => OPENED_ELSEWHERE.get(root.at('format').value) ?? runAt(root),
  );
  if (!read.ok) return read;
  if ('moment' in read.value) return success(read.value);
  return failure({ ...read.value, where: 'At format.', why: 'One run at a time is opened here.' });
}
