/**
 * What the reader brings of a machine of their own: the text and files of the dialog for it. They stay while the
 * dialog is closed, so that a look at the page between two pieces loses none of them.
 */

export class Bringing {
  isOpen = $state(false);
  /** Output of the machine, as typed or pasted. */
  text = $state('');
  files = $state.raw<readonly File[]>([]);
  /** Something came from outside of the dialog and was not read yet. */
  #isWaiting = $state(false);

  open(): void {
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  /** Opens the dialog with what was pasted on the page or dropped there. */
  bring(text: string, files: readonly File[]): void {
    if (text !== '') this.text = text;
    this.files = [...this.files, ...files];
    this.#isWaiting = true;
    this.open();
  }

  /** Is there something that has to be read without being asked for? Says so once. */
  takeWaiting(): boolean {
    const isWaiting = this.#isWaiting;
    if (isWaiting) this.#isWaiting = false;
    return isWaiting;
  }

  /** The machine is on screen: what it was read from has done its work. */
  done(): void {
    this.close();
    this.text = '';
    this.files = [];
  }
}
