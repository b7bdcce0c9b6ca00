/**
 * The runs that a reader made, as the browser keeps them: one record for each run with all its branches.
 */
import type { JsonPlace } from '#lib/capture/json-place.ts';
import { MAX_POSITION } from '#lib/scenario/moment.ts';
import { actsAt, RUNS_FORMAT, sourceAt, sourceJson, variantAt } from '#lib/scenario/run-file.ts';
import { headAt, KeptRecords, type KeptRecord, type RecordKind, type RecordStore } from './kept/records.ts';
import type { Branch, Session } from './session.ts';

export interface KeptRun extends KeptRecord {
  readonly position: number;
  readonly session: Session;
}

export type KeptRuns = KeptRecords<KeptRun>;

const MOST_NUMBER = Number.MAX_SAFE_INTEGER;

function plainSession({ source, variant, branches, current }: Session): object {
  return { run: sourceJson(source), kernel: variant, branches, current };
}

function branchAt(place: JsonPlace): Branch {
  const numberOrNull = (key: string): number | null =>
    place.at(key).value === null ? null : place.at(key).integer(0, MAX_POSITION);
  return {
    id: place.at('id').integer(0, MOST_NUMBER),
    name: place.at('name').text(),
    parent: numberOrNull('parent'),
    forkAt: place.at('forkAt').integer(0, MAX_POSITION),
    cutAt: numberOrNull('cutAt'),
    acts: actsAt(place.at('acts')),
  };
}

function sessionAt(place: JsonPlace): Session {
  const branches = place.at('branches').list().map(branchAt);
  const current = place.at('current').integer(0, MOST_NUMBER);
  if (!branches.some(({ id }) => id === current)) place.at('current').refuse('the number of a branch');
  return { source: sourceAt(place.at('run')), variant: variantAt(place.at('kernel')), branches, current };
}

/** Has the reader done the same in both? */
export function isSameRun(a: KeptRun, b: KeptRun): boolean {
  return JSON.stringify(plainSession(a.session)) === JSON.stringify(plainSession(b.session));
}

const RUNS: RecordKind<KeptRun> = {
  noun: 'run',
  prefix: 'memory-hotplug-playground.run.',
  format: RUNS_FORMAT,
  list: 'runs',
  advice: 'Save it as a file (Share), or delete runs from the list; the page goes on.',
  plain: ({ session, ...rest }) => ({ ...rest, ...plainSession(session) }),
  read: (place) => ({
    ...headAt(place),
    position: place.at('position').integer(0, MAX_POSITION),
    session: sessionAt(place),
  }),
  nameOf: ({ title }) => title,
  join: (there, own) => (isSameRun(there, own) ? { ...there, position: own.position } : null),
  brought: (run) => run,
};

/** The runs of a store; without one every write fails with a reason. */
export function keptRuns(store: RecordStore | null, newId?: () => string): KeptRuns {
  return new KeptRecords(RUNS, store, newId);
}
