/**
 * What one page of the site hands to another without sending it anywhere: a recording that was dropped where it could not
 * be shown. It is taken once.
 */
import { looksLikeRecording } from '#lib/capture/looks-like-recording.ts';

/** Longer files are not even read. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface Handed {
  /** Where it is to be shown: beside the model, or as a machine of the reader's own. */
  readonly as: 'recording' | 'machine';
  readonly text: string;
}

let handed: Handed | null = null;

export function hand(what: Handed): void {
  handed = what;
}

/** What was handed for this use; null for nothing. */
export function takeHanded(as: Handed['as']): string | null {
  if (handed?.as !== as) return null;
  const { text } = handed;
  handed = null;
  return text;
}

/** The recorded run that is all of what was given; null when it is something else, or cannot be read. */
export async function recordingIn(text: string, files: readonly File[]): Promise<string | null> {
  const [file, ...more] = files;
  if (file === undefined) return looksLikeRecording(text) ? text : null;
  if (more.length > 0 || text !== '' || file.size > MOST_BYTES) return null;
  try {
    return looksLikeRecording(await file.slice(0, 4000).text()) ? await file.text() : null;
  } catch {
    return null;
  }
}
