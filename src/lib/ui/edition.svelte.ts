/**
 * The edition of the page that the browser keeps for use without a network, and the newer one that may be waiting.
 * Nothing is ever loaded anew without the reader.
 */
import { trustedScript } from '#lib/workbench/trusted-script.ts';

/** What is used of the browser's service workers; tests hand in their own. */
export type Workers = Pick<ServiceWorkerContainer, 'register' | 'controller' | 'addEventListener'>;

export class Edition {
  #waiting = $state.raw<ServiceWorker | null>(null);
  #isReplaced = $state(false);
  #wantsReload = false;
  readonly #reload: () => void;

  constructor(reload: () => void) {
    this.#reload = reload;
  }

  /** Is there a newer edition that the reader can go over to? */
  get isNewer(): boolean {
    return this.#waiting !== null || this.#isReplaced;
  }

  /**
   * Has the browser keep this edition. Where it refuses (private windows, no secure connection) the page goes on
   * without.
   */
  async keep(workers: Workers | undefined, script: string): Promise<void> {
    if (workers === undefined) return;
    // Without a controller there was no edition before this one, and nothing is replaced.
    const hadEdition = workers.controller !== null;
    workers.addEventListener('controllerchange', () => {
      if (this.#wantsReload) this.#reload();
      else if (hadEdition) this.#isReplaced = true;
    });
    try {
      const registration = await workers.register(trustedScript(script), { type: 'module' });
      this.#watch(registration.installing);
      this.#waiting = workers.controller === null ? null : registration.waiting;
      registration.addEventListener('updatefound', () => this.#watch(registration.installing));
    } catch {
      return;
    }
  }

  /** Goes over to the newer edition. The link in the address opens the same moment there. */
  goOver(): void {
    if (this.#waiting === null) return this.#reload();
    this.#wantsReload = true;
    this.#waiting.postMessage('take-over');
  }

  #watch(worker: ServiceWorker | null): void {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) this.#waiting = worker;
    });
  }
}
