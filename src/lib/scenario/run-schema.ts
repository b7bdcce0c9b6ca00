/**
 * The JSON schema of run files, made from the same table as their reader. A test holds the published copy in
 * static/schema against it.
 */
import { DEED_FIELDS, DEED_KINDS, MAX_ACTS, MAX_TEXT, type DeedField } from './deed-fields.ts';
import { VARIANT_NUMBERS } from './link-registry.ts';
import { MAX_BLOCK, MAX_FINGERPRINT, MAX_NAME_LENGTH, MAX_POSITION } from './moment.ts';
import { MAX_TITLE_LENGTH, RUN_FORMAT } from './run-file.ts';
import { MAX_TURN_STEPS, MAX_TURNS, MOST_ACTOR_NUMBER } from './schedule.ts';
import { MAX_SCENARIO_TEXT } from './text/parse.ts';

export type Schema = Readonly<Record<string, unknown>>;

const number = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const text = (maxLength: number): Schema => ({ type: 'string', maxLength });
const AMOUNT = number(0, Number.MAX_SAFE_INTEGER);

function object(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  additionalProperties = false,
): Schema {
  return { type: 'object', properties, required, additionalProperties };
}

function fieldSchema({ type }: DeedField): Schema {
  if (typeof type === 'object') return { enum: type };
  switch (type) {
    case 'text':
      return text(MAX_TEXT);
    case 'text-or-null':
      return { anyOf: [{ type: 'null' }, text(MAX_TEXT)] };
    case 'texts':
      return { type: 'array', items: text(MAX_TEXT) };
    case 'bytes':
      return AMOUNT;
    case 'int':
      return number(-(2 ** 31), 2 ** 31 - 1);
    case 'ids':
      return { type: 'array', items: number(0, MAX_BLOCK) };
    case 'ranges':
      return {
        type: 'array',
        items: object({ startBytes: AMOUNT, sizeBytes: AMOUNT }, ['startBytes', 'sizeBytes']),
      };
  }
}

function deedSchema(kind: (typeof DEED_KINDS)[number]): Schema {
  const fields = DEED_FIELDS[kind];
  const properties = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)]));
  const required = fields.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
  return object({ kind: { const: kind }, ...properties }, ['kind', ...required]);
}

const act = object(
  {
    at: { ...number(0, MAX_POSITION), description: 'steps of the run at which it begins; never falls' },
    actor: text(MAX_NAME_LENGTH),
    deed: { anyOf: DEED_KINDS.map(deedSchema) },
  },
  ['at', 'actor', 'deed'],
);

const name = text(MAX_NAME_LENGTH);

const schedule: Schema = {
  type: 'array',
  maxItems: MAX_TURNS,
  items: object({ actor: number(0, MOST_ACTOR_NUMBER), steps: number(1, MAX_TURN_STEPS) }, [
    'actor',
    'steps',
  ]),
  description: 'who runs for how many steps, one after the other; then all in the order of a real kernel',
};

export const RUN_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A run of the memory hotplug playground',
  description:
    'A recipe: a built-in scenario, a recorded run or a scenario in text, on a kernel, left at a step, and what was done by hand after it.',
  ...object(
    {
      $schema: { type: 'string' },
      format: { const: RUN_FORMAT },
      title: text(MAX_TITLE_LENGTH),
      run: {
        anyOf: [
          object({ scenario: name }, ['scenario']),
          object({ recording: name }, ['recording']),
          object({ text: { ...text(MAX_SCENARIO_TEXT), description: 'a scenario in text' }, schedule }, [
            'text',
          ]),
        ],
      },
      kernel: { enum: Object.keys(VARIANT_NUMBERS) },
      cutAt: { ...number(0, MAX_POSITION), description: 'steps of the run that are kept; all if left out' },
      acts: { type: 'array', maxItems: MAX_ACTS, items: act },
      position: { ...number(0, MAX_POSITION), description: 'steps done; 0 if left out' },
      block: { ...number(0, MAX_BLOCK), description: 'number of the selected memory block' },
      fingerprint: { ...number(0, MAX_FINGERPRINT), description: "hash of the kernel's state at that step" },
      link: { type: 'string', description: 'opens the same moment; for people, not read' },
    },
    ['format', 'run', 'kernel'],
    true,
  ),
};
