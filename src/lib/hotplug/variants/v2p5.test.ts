/**
 * The second posting with its notifier: when it listens (spec 03 §6).
 */
import { expect, test } from 'vitest';
import { opOf } from '../run/effects.ts';
import { DaxLab } from '../testing/dax-lab.ts';

const kernelFunctions = ({ machine }: DaxLab, from: number): string[] =>
  Array.from(
    { length: machine.run.length - from },
    (_, i) => opOf(machine.run.history.step(from + i).opId).name,
  );

test('a bind whose first range is taken never registers the notifier', () => {
  const lab = new DaxLab('v2p5', { policy: 'online_movable' });
  lab.region('region_request', [32, 32]);
  const from = lab.machine.run.length;
  expect(lab.bind()).toBe('EBUSY');
  expect(kernelFunctions(lab, from).filter((name) => name.includes('memory_notifier'))).toEqual([]);
});

test('an unbind while online warns first, and stops listening after that', () => {
  const lab = new DaxLab('v2p5', { policy: 'online_movable' });
  lab.bind();
  const from = lab.machine.run.length;
  expect(lab.unbind()).toBe('ok');
  const order = kernelFunctions(lab, from).filter((name) => /cleanup_resources|memory_notifier/.test(name));
  expect(order).toEqual(['dax_kmem_cleanup_resources', 'unregister_memory_notifier']);
});

test('an unbind waits until no event is on the chain', () => {
  const lab = new DaxLab('v2p5', { policy: 'online_movable' });
  lab.bind();
  lab.api('add_memory', [60, 60], { nid: 1 });
  lab.hold('GOING_OFFLINE', 60);
  const offline = lab.beginWriteState(60);
  const unbind = lab.begin({ kind: 'unbind', device: 'dax0.0', driver: 'kmem' });
  expect(lab.answer(unbind)).toBe('running');
  lab.release();
  expect([lab.answer(offline), lab.answer(unbind)]).toEqual(['ok', 'ok']);
});
