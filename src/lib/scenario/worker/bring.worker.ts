/**
 * Reads a machine beside the page: a large one would hold up everything else.
 */
/// <reference lib="webworker" />
import { bringFiles } from '../bring-files.ts';
import type { BringAnswer, BringRequest } from './bring-protocol.ts';

declare const self: DedicatedWorkerGlobalScope;

function say(answer: BringAnswer): void {
  self.postMessage(answer);
}

self.onmessage = ({ data }: MessageEvent<BringRequest>): void => {
  const report = bringFiles(data.given, (what) => say({ kind: 'progress', what }));
  say({ kind: 'report', report });
};
