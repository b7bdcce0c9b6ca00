/**
 * The page's side of a recording beside the model: starts the worker, hears how far it is, keeps what it said and which
 * step is looked at.
 */
import type { Frame } from '../frame.ts';
import { trustedScript } from '../trusted-script.ts';
import type { BesideStep } from './beside.ts';
import type { BesideMoment, BesideReport } from './beside-run.ts';
import workerUrl from './worker/beside.worker.ts?worker&url';
import type { BesideAnswer, BesideRequest } from './worker/beside-protocol.ts';

export interface BesideProgress {
  readonly done: number;
  readonly of: number;
}

export class Beside {
  #worker: Worker | null = null;
  #progress = $state.raw<BesideProgress | null>(null);
  #report = $state.raw<BesideReport | null>(null);
  #samples = $state.raw<readonly Frame[]>([]);
  #moment = $state.raw<BesideMoment | null>(null);
  #trouble = $state.raw<string | null>(null);
  #n = $state(0);

  /** How far the comparison is; null when none is under way. */
  get progress(): BesideProgress | null {
    return this.#progress;
  }

  get report(): BesideReport | null {
    return this.#report;
  }

  /** Moments from all over the run, for what the map keeps room for. */
  get samples(): readonly Frame[] {
    return this.#samples;
  }

  /** Both sides after the step that is looked at; the one before while they come. */
  get moment(): BesideMoment | null {
    return this.#moment;
  }

  /** Why there is no report although one was wanted. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** The step that is looked at; null without a report. */
  get step(): BesideStep | null {
    return this.#report?.steps[this.#n] ?? null;
  }

  /** Numbers of the steps in which something begins to differ. */
  get differing(): number[] {
    return this.#report?.steps.filter(({ verdict }) => verdict === 'differs').map(({ n }) => n) ?? [];
  }

  /** Is something awaited? */
  get isBusy(): boolean {
    return this.#progress !== null || (this.#report !== null && this.#moment?.n !== this.#n);
  }

  /** Opens a recording; what was open is dropped. */
  open(text: string): void {
    this.drop();
    this.#progress = { done: 0, of: 0 };
    const worker = new Worker(trustedScript(workerUrl), { type: 'module' });
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<BesideAnswer>) => this.#hear(data);
    worker.onerror = ({ message }) =>
      this.refuse(message === '' ? 'The browser could not start the reader.' : message);
    this.#ask({ kind: 'open', text });
  }

  /** Says why nothing could be opened. */
  refuse(why: string): void {
    this.drop();
    this.#trouble = why;
  }

  /** Looks at a step. */
  goTo(n: number): void {
    const length = this.#report?.steps.length ?? 0;
    if (n < 0 || n >= length || n === this.#n) return;
    this.#n = n;
    this.#ask({ kind: 'moment', n });
  }

  /** Looks at the next step before or behind this one in which something begins to differ; the first after the last. */
  goToDifference(direction: 1 | -1): void {
    const { differing } = this;
    const beyond =
      direction === 1 ? differing.find((n) => n > this.#n) : differing.findLast((n) => n < this.#n);
    const to = beyond ?? (direction === 1 ? differing[0] : differing.at(-1));
    if (to !== undefined) this.goTo(to);
  }

  /** Ends what is under way, and forgets what was open. */
  drop(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#progress = null;
    this.#report = null;
    this.#moment = null;
    this.#trouble = null;
    this.#n = 0;
  }

  #ask(request: BesideRequest): void {
    this.#worker?.postMessage(request);
  }

  #hear(answer: BesideAnswer): void {
    switch (answer.kind) {
      case 'progress':
        this.#progress = answer;
        return;
      case 'refused':
        this.refuse(answer.why);
        return;
      case 'moment':
        if (answer.moment.n === this.#n) this.#moment = answer.moment;
        return;
      case 'report':
        this.#report = answer.report;
        this.#samples = answer.samples;
        this.#progress = null;
        this.#n = this.differing[0] ?? 0;
        this.#ask({ kind: 'moment', n: this.#n });
    }
  }
}
