/**
 * Tries every order of a program beside the page, in slices, so that a wish to stop is heard.
 */
/// <reference lib="webworker" />
import { Exploration } from '../explore.ts';
import type { ExploreAnswer, ExploreRequest } from './protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

/** Between two looks at what the page has said. */
const SLICE_MS = 120;

let exploration: Exploration | null = null;
let isStopped = false;

function say(answer: ExploreAnswer): void {
  self.postMessage(answer);
}

function goOn(): void {
  if (exploration === null) return;
  const begun = performance.now();
  const before = exploration.states;
  const isOver = exploration.run(() => performance.now() - begun < SLICE_MS);
  const seconds = (performance.now() - begun) / 1000;
  const { states } = exploration;
  say({ kind: 'progress', states, statesPerS: seconds > 0 ? (states - before) / seconds : 0 });
  if (isOver || isStopped) {
    say({ kind: 'report', report: exploration.report() });
    exploration = null;
  } else {
    setTimeout(goOn);
  }
}

self.onmessage = ({ data }: MessageEvent<ExploreRequest>): void => {
  if (data.kind === 'stop') {
    isStopped = true;
    return;
  }
  const { program, mostStates } = data;
  const made = Exploration.of(program, mostStates === undefined ? {} : { mostStates });
  if (!made.ok) {
    say({ kind: 'refused', error: made.error });
    return;
  }
  isStopped = false;
  exploration = made.value;
  goOn();
};
