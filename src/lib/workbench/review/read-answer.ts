/**
 * Reads the answer of the explorer out of a record or a file. Whatever does not look like one is passed over: the review
 * that it stood beside is worth more.
 */
import { InvalidPlace, type JsonPlace } from '#lib/capture/json-place.ts';
import { PROPERTIES } from '#lib/explore/properties.ts';
import type { ConditionVerdict, StuckActor, StuckEnd, Witness } from '#lib/explore/report.ts';
import type { CardReport } from '#lib/explore/review-card.ts';
import { scheduleAt, variantAt } from '#lib/scenario/run-file.ts';
import type { Answer } from './answers.ts';

function orNull<T>(place: JsonPlace, read: (place: JsonPlace) => T): T | null {
  return place.value === null ? null : read(place);
}

function isYes(place: JsonPlace): boolean {
  return typeof place.value === 'boolean' ? place.value : place.refuse('true or false');
}

/** A number of runs may be beyond every whole number of JSON, so it is a text. */
function figureAt(place: JsonPlace): number {
  const text = place.text();
  return /^(?:\d+(?:\.\d+)?(?:e\+\d+)?|Infinity)$/.test(text)
    ? Number(text)
    : place.refuse('a number as a text');
}

function witnessAt(place: JsonPlace): Witness {
  return { schedule: scheduleAt(place.at('schedule')), steps: place.at('steps').amount() };
}

function conditionAt(place: JsonPlace): ConditionVerdict {
  return {
    quantifier: place.at('quantifier').oneOf(['exists', 'never', 'always']),
    when: place.at('when').oneOf(['outcome', 'anytime']),
    text: place.at('text').text(),
    line: place.at('line').amount(),
    answer: orNull(place.at('answer'), (word) => word.oneOf(['Sometimes', 'Always', 'Never'])),
    isMet: orNull(place.at('isMet'), isYes),
    holdsIn: place.at('holdsIn').amount(),
    outOf: place.at('outOf').amount(),
    witness: orNull(place.at('witness'), witnessAt),
    counterexample: orNull(place.at('counterexample'), witnessAt),
  };
}

function stuckActorAt(place: JsonPlace): StuckActor {
  return {
    actor: place.at('actor').text(),
    text: place.at('text').text(),
    stack: place
      .at('stack')
      .list()
      .map((name) => name.text()),
    waitsFor: place.at('waitsFor').text(),
  };
}

function stuckAt(place: JsonPlace): StuckEnd {
  return {
    kind: place.at('kind').oneOf(['deadlock', 'livelock']),
    actors: place.at('actors').list().map(stuckActorAt),
    witness: witnessAt(place.at('witness')),
  };
}

const PROPERTY_IDS = PROPERTIES.map(({ id }) => id);

function reportAt(place: JsonPlace): CardReport {
  const ends = place.at('ends');
  return {
    isComplete: isYes(place.at('isComplete')),
    states: place.at('states').amount(),
    runs: orNull(place.at('runs'), figureAt),
    ends: {
      done: ends.at('done').amount(),
      deadlock: ends.at('deadlock').amount(),
      livelock: ends.at('livelock').amount(),
    },
    conditions: place.at('conditions').list().map(conditionAt),
    stuck: place.at('stuck').list().map(stuckAt),
    properties: place
      .at('properties')
      .list()
      .map((property) => ({
        id: property.at('id').oneOf(PROPERTY_IDS),
        holds: false,
        detail: property.at('detail').textOrNull(),
        witness: orNull(property.at('witness'), witnessAt),
      })),
  };
}

function answerAt(place: JsonPlace): Answer {
  return {
    variant: variantAt(place.at('kernel')),
    asked: place.at('asked').text(),
    edition: place.at('edition').text(),
    isFromFile: isYes(place.at('isFromFile')),
    report: reportAt(place.at('report')),
  };
}

/** An answer as plain data. */
export function plainAnswer({ variant, report, ...rest }: Answer): object {
  const runs = report.runs === null ? null : String(report.runs);
  return { kernel: variant, ...rest, report: { ...report, runs } };
}

/** Reads a list of answers; without those that cannot be read. */
export function answersAt(place: JsonPlace): Answer[] {
  return place.list().flatMap((each) => {
    try {
      return [answerAt(each)];
    } catch (error) {
      if (error instanceof InvalidPlace) return [];
      throw error;
    }
  });
}
