/**
 * xterm.js in the colours of the page. Everything that is shown stands in it as text for a screen reader too.
 */
import '@xterm/xterm/css/xterm.css';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import { withStyleSheets } from './style-sheets.ts';

export interface TerminalEvents {
  /** Keys, as a terminal sends them. */
  readonly ondata: (data: string) => void;
  readonly onresize: (columns: number, rows: number) => void;
  /** The reader wants out: the key of an open door. */
  readonly onleave: () => void;
}

/** Keys that are the page's, not the shell's. */
const LEAVE = 'F6';
const SCROLLBACK_LINES = 5000;
const FALLBACK_ROW_PX = 16;

/** The tokens of the page as colours that xterm.js can read. */
function themeOf(element: HTMLElement): ITheme {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    background: token('--paper'),
    foreground: token('--ink'),
    cursor: token('--ink'),
    cursorAccent: token('--paper'),
    selectionBackground: token('--now'),
    selectionForeground: token('--nowink'),
    scrollbarSliderBackground: token('--rule'),
    scrollbarSliderHoverBackground: token('--ink3'),
    scrollbarSliderActiveBackground: token('--ink3'),
  };
}

export class ShellTerminal {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #host: HTMLElement;
  readonly #observer: ResizeObserver;
  #isLeaving = false;
  #frame = 0;

  /** Puts the terminal into an element. `label` is what a screen reader calls it. */
  constructor(host: HTMLElement, label: string, events: TerminalEvents) {
    this.#host = host;
    const style = getComputedStyle(host);
    this.#terminal = new Terminal({
      convertEol: true,
      cursorStyle: 'block',
      fontFamily: style.fontFamily,
      fontSize: parseFloat(style.fontSize),
      lineHeight: 1.2,
      screenReaderMode: true,
      scrollback: SCROLLBACK_LINES,
      theme: themeOf(host),
    });
    this.#terminal.loadAddon(this.#fit);
    withStyleSheets(() => this.#terminal.open(host));
    this.#terminal.textarea?.setAttribute('aria-label', label);
    this.#fit.fit();
    this.#terminal.onData(events.ondata);
    this.#terminal.onResize(({ cols, rows }) => events.onresize(cols, rows));
    this.#terminal.attachCustomKeyEventHandler((event) => this.#isForShell(event, events));
    // In the next frame: a terminal that changes while sizes are told of would be told of again.
    this.#observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.#frame);
      this.#frame = requestAnimationFrame(() => this.#fit.fit());
    });
    this.#observer.observe(host);
  }

  /** Tab after Esc, and F6, leave the terminal; the rest is typed into it. */
  #isForShell(event: KeyboardEvent, { onleave }: TerminalEvents): boolean {
    if (event.type !== 'keydown') return true;
    const wasLeaving = this.#isLeaving;
    this.#isLeaving = event.key === 'Escape';
    if (event.key === LEAVE) {
      event.preventDefault();
      onleave();
      return false;
    }
    return !(event.key === 'Tab' && (wasLeaving || event.shiftKey));
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Height of a row. */
  get rowPx(): number {
    const screen = this.#terminal.element?.querySelector('.xterm-screen');
    return (screen?.clientHeight ?? 0) / this.#terminal.rows || FALLBACK_ROW_PX;
  }

  write(text: string): void {
    this.#terminal.write(text);
  }

  /** Empties it, for another shell. */
  reset(): void {
    this.#terminal.reset();
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** The page has other colours now. */
  repaint(): void {
    this.#terminal.options.theme = themeOf(this.#host);
  }

  destroy(): void {
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#terminal.dispose();
  }
}
