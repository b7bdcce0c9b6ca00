/**
 * Whatever happens to a recording on its way, reading it gives a value.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bootFromSnapshot } from './boot-from-snapshot.ts';
import { recordedText } from './fixtures/recorded-runs.ts';
import { parseTrace } from './parse-trace.ts';

const text = recordedText('api-offline-signal');
const recorded = new TextEncoder().encode(text);

/** Reads the bytes as far as a machine can be derived; says what came of it. */
function read(bytes: Uint8Array): 'machine' | 'error' {
  const parsed = parseTrace(new TextDecoder().decode(bytes));
  if (!parsed.ok) return 'error';
  return bootFromSnapshot(parsed.value).ok ? 'machine' : 'error';
}

it('a recording with any of its bytes changed is read or refused, and never throws', () => {
  const outcomes = { machine: 0, error: 0 };
  fc.assert(
    fc.property(fc.nat(recorded.length - 1), fc.nat(255), (at, byte) => {
      const mangled = Uint8Array.from(recorded);
      mangled[at] = byte;
      outcomes[read(mangled)]++;
    }),
    { numRuns: 1000 },
  );
  expect(outcomes.machine).toBeGreaterThan(0);
  expect(outcomes.error).toBeGreaterThan(0);
});

it('a recording that is cut off anywhere is refused', () => {
  fc.assert(
    fc.property(fc.nat(recorded.length - 3), (length) => {
      expect(read(recorded.subarray(0, length))).toBe('error');
    }),
    { numRuns: 300 },
  );
});

it('any JSON value is read or refused, and never throws', () => {
  const json = JSON.parse(text) as Record<string, unknown>;
  const keys = fc.constantFrom(...Object.keys(json));
  fc.assert(
    fc.property(keys, fc.jsonValue({ maxDepth: 4 }), (key, value) => {
      expect(['machine', 'error']).toContain(
        read(new TextEncoder().encode(JSON.stringify({ ...json, [key]: value }))),
      );
    }),
    { numRuns: 500 },
  );
});

it('any value in the place of any member deep inside is read or refused, and never throws', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.jsonValue({ maxDepth: 2 }), (nth, value) => {
      let seen = 0;
      const spoilt: unknown = JSON.parse(text, (_, member: unknown) => (seen++ === nth ? value : member));
      expect(['machine', 'error']).toContain(read(new TextEncoder().encode(JSON.stringify(spoilt))));
    }),
    { numRuns: 500 },
  );
});
