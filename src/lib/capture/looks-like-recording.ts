/**
 * A quick look: is a text a recorded run, in either form?
 */
import { isRunText } from './stand-alone/run-format.ts';

const TRACE = /^\s*\{[^{]{0,400}"format"\s*:\s*"hotplug-trace\//;

export function looksLikeRecording(text: string): boolean {
  return TRACE.test(text.slice(0, 2000)) || isRunText(text.slice(0, 200));
}
