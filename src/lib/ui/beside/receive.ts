/**
 * Where the page sends what is pasted or dropped and came from a machine: a recorded run to the page that holds it against
 * the model, all else to the dialog for machines.
 */
import { goto } from '$app/navigation';
import { resolve } from '$app/paths';
import { hand, recordingIn } from './handed.ts';

/** What of the page is used. */
interface Receiver {
  readonly bringing: { bring(text: string, files: readonly File[]): void };
  busy(): () => void;
}

/** Shows a recorded run beside the model. */
export function compareRecording(text: string): void {
  hand({ as: 'recording', text });
  void goto(resolve('/recording'));
}

/** Takes output of a machine. */
export async function receive(page: Receiver, text: string, files: readonly File[]): Promise<void> {
  const recording = await recordingIn(text, files).finally(page.busy());
  if (recording === null) page.bringing.bring(text, files);
  else compareRecording(recording);
}
