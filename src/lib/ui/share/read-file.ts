/**
 * The text of a file that a reader chose or dropped. One that is larger than anything this page saves is not even read.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import { MAX_FILE_BYTES, type FileError } from '#lib/scenario/run-file.ts';

export async function readFileText(file: File): Promise<Result<string, FileError>> {
  const refused = (what: string, why: string): Result<string, FileError> =>
    failure({
      what,
      where: `It is ${file.name}, ${file.size} bytes.`,
      why,
      advice: 'Choose a file that this page saved.',
    });
  if (file.size > MAX_FILE_BYTES) {
    return refused(
      'This file is too large.',
      `No run has more than ${MAX_FILE_BYTES} bytes; it was not read.`,
    );
  }
  try {
    return success(await file.text());
  } catch {
    return refused('This file cannot be read.', 'The browser refuses.');
  }
}
