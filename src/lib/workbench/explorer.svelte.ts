/**
 * The page's side of trying every order: starts the worker, hears its progress, keeps its answer.
 */
import workerUrl from '#lib/explore/worker/explore.worker.ts?worker&url';
import type { ExploreAnswer, ExploreRequest } from '#lib/explore/worker/protocol.ts';
import type { ExploreReport } from '#lib/explore/report.ts';
import type { ProgramError } from '#lib/scenario/boot-program.ts';
import type { Program } from '#lib/scenario/program.ts';
import { trustedScript } from './trusted-script.ts';

/** The part of a worker that is used; tests hand in their own. */
export interface ExploreWorker {
  onmessage: ((event: MessageEvent<ExploreAnswer>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(request: ExploreRequest): void;
  terminate(): void;
}

export interface Progress {
  readonly states: number;
  readonly statesPerS: number;
  readonly seconds: number;
}

/** How the last exploration ended. */
export type Ending =
  | { readonly kind: 'report'; readonly report: ExploreReport }
  | { readonly kind: 'refused'; readonly error: ProgramError }
  | { readonly kind: 'broken'; readonly message: string };

function startWorker(): ExploreWorker {
  return new Worker(trustedScript(workerUrl), { type: 'module' });
}

export class Explorer {
  readonly #start: () => ExploreWorker;
  #worker: ExploreWorker | null = null;
  #progress = $state.raw<Progress | null>(null);
  #ending = $state.raw<Ending | null>(null);
  #begunMs = 0;
  #done: ((ending: Ending | null) => void) | null = null;

  constructor(start: () => ExploreWorker = startWorker) {
    this.#start = start;
  }

  /** Of the exploration under way; null when there is none. */
  get progress(): Progress | null {
    return this.#progress;
  }

  get ending(): Ending | null {
    return this.#ending;
  }

  get isRunning(): boolean {
    return this.#progress !== null;
  }

  /** Tries every order of a program; what was under way before is dropped. Gives null when it is dropped itself. */
  explore(program: Program): Promise<Ending | null> {
    this.drop();
    this.#ending = null;
    this.#begunMs = performance.now();
    this.#progress = { states: 0, statesPerS: 0, seconds: 0 };
    const worker = this.#start();
    this.#worker = worker;
    return new Promise((resolve) => {
      this.#done = resolve;
      worker.onmessage = ({ data }) => this.#hear(data);
      worker.onerror = ({ message }) => this.#end({ kind: 'broken', message });
      worker.postMessage({ kind: 'begin', program });
    });
  }

  /** Ends the search; what is known by then becomes the answer. */
  stop(): void {
    this.#worker?.postMessage({ kind: 'stop' });
  }

  /** Ends the search without an answer. */
  drop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#progress = null;
    this.#done?.(null);
    this.#done = null;
  }

  /** Forgets the answer too: the program has changed. */
  forget(): void {
    this.drop();
    this.#ending = null;
  }

  #hear(answer: ExploreAnswer): void {
    if (answer.kind === 'progress') {
      const { states, statesPerS } = answer;
      this.#progress = { states, statesPerS, seconds: (performance.now() - this.#begunMs) / 1000 };
    } else {
      this.#end(answer);
    }
  }

  #end(ending: Ending): void {
    const done = this.#done;
    this.#done = null;
    this.drop();
    this.#ending = ending;
    done?.(ending);
  }
}
