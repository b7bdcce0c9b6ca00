/**
 * The recorded runs beside the page: their list and, one at a time, the recordings. Each is read at most once.
 *
 * Reading can fail for reasons that no reader of the page is to blame for (no network, a damaged file), so every
 * failure is a value with a sentence. Names come from links: only names of the list are ever asked for.
 */
import { failure, success, type Result } from '#lib/capture/result.ts';
import type { TraceIndexEntry } from '#lib/capture/trace-index.ts';
import type { Trace } from '#lib/capture/trace-format.ts';
import { traceErrorText } from '#lib/capture/trace-error.ts';

/** Why a recording or the list is not there, and what to do. */
export interface LoadError {
  readonly what: string;
  readonly advice: string;
}

/** Reads a file of the folder of recordings; throws when the network fails. `null`: there is no such file. */
export type ReadFile = (file: string) => Promise<string | null>;

const INDEX = 'index.json';
const TRY_AGAIN = 'Check the connection, then choose the run again; what is on screen stays.';
const RELOAD = 'Load the page anew; if that does not help, the copy of the playground is damaged.';

function isEntry(value: unknown): value is TraceIndexEntry {
  const entry = value as Partial<Record<keyof TraceIndexEntry, unknown>> | null;
  const texts = [entry?.file, entry?.name, entry?.title, entry?.about, entry?.variant, entry?.release];
  return texts.every((text) => typeof text === 'string') && typeof entry?.steps === 'number';
}

function parseIndex(text: string): Result<readonly TraceIndexEntry[], LoadError> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  return Array.isArray(json) && json.every(isEntry)
    ? success(json)
    : failure({ what: 'The list of recorded runs is damaged.', advice: RELOAD });
}

export class TraceLibrary {
  readonly #readFile: ReadFile;
  readonly #traces = new Map<string, Trace>();
  #index: readonly TraceIndexEntry[] | null = null;

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** All recordings, as the index has them. */
  async list(): Promise<Result<readonly TraceIndexEntry[], LoadError>> {
    if (this.#index !== null) return success(this.#index);
    const text = await this.#read(INDEX, 'The list of recorded runs');
    if (!text.ok) return text;
    const index = parseIndex(text.value);
    if (index.ok) this.#index = index.value;
    return index;
  }

  /** The recording of that name. */
  async load(name: string): Promise<Result<Trace, LoadError>> {
    const known = this.#traces.get(name);
    if (known !== undefined) return success(known);
    const index = await this.list();
    if (!index.ok) return index;
    const entry = index.value.find((candidate) => candidate.name === name);
    if (entry === undefined) {
      const what = `There is no recorded run called ${JSON.stringify(name)} here.`;
      return failure({ what, advice: 'Choose one from the list.' });
    }
    const text = await this.#read(entry.file, `The recorded run ${name}`);
    if (!text.ok) return text;
    // The reader of recordings is large and a visitor who stays with the first story never needs it.
    const { parseTrace } = await import('#lib/capture/parse-trace.ts');
    const trace = parseTrace(text.value);
    if (!trace.ok) {
      const what = `The recorded run ${name} is damaged: ${traceErrorText(trace.error)}.`;
      return failure({ what, advice: RELOAD });
    }
    this.#traces.set(name, trace.value);
    return trace;
  }

  async #read(file: string, subject: string): Promise<Result<string, LoadError>> {
    let text: string | null;
    try {
      text = await this.#readFile(file);
    } catch {
      const what = `${subject} cannot be loaded: the network or the server does not answer.`;
      return failure({ what, advice: TRY_AGAIN });
    }
    return text === null
      ? failure({ what: `${subject} cannot be loaded: the server has no such file.`, advice: RELOAD })
      : success(text);
  }
}

/** Reads files under an address that ends in `/`. */
export function readFilesFrom(folder: string): ReadFile {
  return async (file) => {
    const response = await fetch(folder + file);
    if (response.ok) return response.text();
    if (response.status === 404) return null;
    throw new Error(`${folder}${file}: status ${response.status}`);
  };
}
