/**
 * Holds a recording against the model beside the page: a long one would hold up everything else.
 */
/// <reference lib="webworker" />
import { BesideRun } from '../beside-run.ts';
import type { BesideAnswer, BesideRequest } from './beside-protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Between two words about how far it is. */
const TELL_EVERY_MS = 100;

let run: BesideRun | null = null;

function say(answer: BesideAnswer): void {
  self.postMessage(answer);
}

function open(text: string): void {
  let toldMs = performance.now();
  const opened = BesideRun.open(text, (done, of) => {
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    say({ kind: 'progress', done, of });
  });
  run = opened.ok ? opened.value : null;
  if (opened.ok) say({ kind: 'report', report: opened.value.report, samples: opened.value.samples() });
  else say({ kind: 'refused', why: opened.error });
}

self.onmessage = ({ data }: MessageEvent<BesideRequest>): void => {
  if (data.kind === 'open') open(data.text);
  else if (run !== null) say({ kind: 'moment', moment: run.moment(data.n) });
};
