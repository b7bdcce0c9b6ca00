/** Texts as runs: marks know their lines, conditions are asked, schedules are followed, and any run comes back as text. */
import { describe, expect, it } from 'vitest';
import { Exploration } from '#lib/explore/explore.ts';
import { GALLERY } from '#lib/scenario/gallery.ts';
import type { TextSource } from '#lib/scenario/moment.ts';
import { PINNED } from '#lib/scenario/text/testing/samples.ts';
import { continueRun } from './continue-run.ts';
import { playScenario, type Playable } from './playable.ts';
import { compileText, playText, variantAfterEdit } from './playable-text.ts';
import { runAsText } from './run-as-text.ts';

const source = (text: string, schedule: TextSource['schedule'] = []): TextSource => ({
  kind: 'text',
  text,
  schedule,
});

function played(text: string, schedule: TextSource['schedule'] = []): Playable {
  const result = playText(source(text, schedule), 'v1p8');
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('a text as a run', () => {
  it('knows in which line each command stands, signals too', () => {
    const rows = PINNED.split('\n');
    for (const { line = 0, text } of played(PINNED).marks) {
      const [verb = ''] = text.split(' ');
      expect(rows[line - 1]).toContain(verb);
    }
  });

  it('says what is wrong with its place instead of playing', () => {
    const result = playText(source(PINNED.replace('pin memory42', 'pim memory42')));
    expect(result).toMatchObject({ ok: false, error: [{ line: 14, nearest: 'pin' }] });
  });

  it('played by a witness comes to what the explorer has promised', () => {
    const compiled = compileText(PINNED, 'v1p8');
    if (!compiled.ok) throw new Error('it does not compile');
    const exploration = Exploration.of(compiled.value.program);
    if (!exploration.ok) throw new Error(exploration.error.what);
    exploration.value.run();
    const { conditions } = exploration.value.report();
    const ways = conditions.flatMap(({ witness, counterexample, line }) => [
      ...(witness === null ? [] : [{ line, holds: true, schedule: witness.schedule }]),
      ...(counterexample === null ? [] : [{ line, holds: false, schedule: counterexample.schedule }]),
    ]);
    expect(ways.length).toBeGreaterThan(0);
    for (const { line, holds, schedule } of ways) {
      const { asked } = played(PINNED, schedule);
      expect(asked?.orderTrouble).toBeNull();
      expect(asked?.conditions.find((condition) => condition.line === line)?.holds).toBe(holds);
    }
  });

  it('says how far a schedule fits that belongs to something else', () => {
    const { asked } = played(PINNED, [{ actor: 9, steps: 1 }]);
    expect(asked?.orderTrouble).toMatch(/fits .* only up to turn 1/);
  });
});

describe('a run as text', () => {
  const small = GALLERY.filter(({ id }) => !['64tib', '2gib-blocks'].includes(id));

  it.each(small)('$id: the text can be played, and every command has a line of its own', (scenario) => {
    const run = playScenario(scenario);
    const recipe = { source: run.source, variant: run.variant, cutAt: null, acts: [] };
    const { text, lines } = runAsText(run, recipe);
    expect(playText(source(text), run.variant).ok).toBe(true);
    expect(new Set(lines).size).toBe(run.marks.length);
    expect(lines).not.toContain(null);
  });

  it('has what was done by hand, below the name of its actor, and keeps the conditions', () => {
    const before = played(PINNED);
    const { length } = before.machine.run;
    const deed = { kind: 'sysfs_read', path: '/proc/iomem' } as const;
    const acts = [{ at: length, actor: 'reader', deed }];
    const after = continueRun(before, null, acts);
    const recipe = { source: after.source, variant: after.variant, cutAt: null, acts };
    const { text, lines } = runAsText(after, recipe);
    expect(text).toContain('reader:\n  cat iomem\n');
    expect(text.split('\n')[(lines.at(-1) ?? 0) - 1]).toBe('  cat iomem');
    expect(text).toContain('exists r1 = -EIO');
    expect(compileText(text, 'v1p8').ok).toBe(true);
  });
});

it('an edit stays on the kernel on screen unless it changes the kernels', () => {
  expect(variantAfterEdit(PINNED, `${PINNED}# more\n`, 'v3')).toBe('v3');
  expect(variantAfterEdit(PINNED, PINNED.replace('kernel v1p8', 'kernel v4'), 'v3')).toBeUndefined();
});
