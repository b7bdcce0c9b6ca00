/** What the page gives out as a test for a real kernel is a scenario that the recorder reads. */
import { describe, expect, it } from 'vitest';
import { recordFile, recordPlan } from '#lib/capture/export-record.ts';
import { describeCommand } from '#lib/scenario/describe-command.ts';
import { GALLERY, scenarioById } from '#lib/scenario/gallery.ts';
import { readLibrary } from '#lib/scenario/testing/read-library.ts';
import { playScenario, type Playable } from '#lib/workbench/playable.ts';
import { playText } from '#lib/workbench/playable-text.ts';
import { readScenario } from './scenario-file.ts';

function recorded(played: Playable, name: string): { text: string; omitted: readonly string[] } {
  played.machine.run.history.seek(0);
  const { title, about, machine } = played;
  const deeds = machine.jobs.map((job) => ({ ...job, text: describeCommand(job.command) }));
  const plan = recordPlan(machine.kernel, { name, title, about }, deeds);
  return { text: recordFile(plan), omitted: plan.omitted };
}
const played = (id: string): Playable => playScenario(scenarioById(id)!);

describe('a scenario for the recorder', () => {
  const small = GALLERY.filter(({ tags }) => !tags.includes('large'));
  it.each(small)('$id is read, and no step of it is beyond a stock kernel', ({ id }) => {
    const read = readScenario(recorded(played(id), id).text);
    expect(read).toMatchObject({ ok: true, value: { name: id } });
  });

  it.each(readLibrary('stories'))('so is the story $id', ({ id, source }) => {
    const text = playText({ kind: 'text', text: source, schedule: [] });
    if (!text.ok) throw new Error(id);
    expect(readScenario(recorded(text.value, id).text)).toMatchObject({ ok: true });
  });

  it('has a DIMM with its place, one processor, and the policies of the boot', () => {
    const { text, omitted } = recorded(played('dimm'), 'dimm');
    const file = JSON.parse(text) as { machine: { qemuArgs: string[]; kernelArgs: string }; steps: object[] };
    expect(file.steps[0]).toEqual({
      ...{ kind: 'device_add', device: 'pc-dimm', id: 'dimm0' },
      ...{ size: 2 ** 29, addr: 2 ** 32, node: 0 },
    });
    expect(file.machine.qemuArgs.join(' ')).not.toMatch(/cpus=[1-9]/);
    expect(file.machine.kernelArgs).toContain('memhp_default_state=online_movable');
    expect(omitted.some((sentence) => sentence.includes('test module'))).toBe(true);
  });

  it('makes dax devices of soft-reserved boot memory', () => {
    const { text } = recorded(played('cxl'), 'cxl');
    const { machine } = JSON.parse(text) as {
      machine: { kernelArgs: string; modules: string[]; memory: string; qemuArgs: string[] };
    };
    expect(machine.kernelArgs).toMatch(/memmap=\d+M%0x[0-9a-f]+-1\+0xefffffff/);
    expect(machine.modules).toEqual(['device_dax', 'dax_hmem']);
    expect(machine.qemuArgs.join(' ')).not.toContain('nvdimm');
  });
});
