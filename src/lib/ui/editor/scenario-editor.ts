/**
 * The editor of scenario texts: CodeMirror with the words of the language.
 *
 * It stands in a shadow root, because only there CodeMirror writes its styles through adopted style sheets; in the
 * document it would need a style element, which the content policy forbids. No key is bound to Tab: the focus leaves
 * as everywhere.
 */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionKeymap,
  startCompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState, StateEffect, StateField, type Text } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  hoverTooltip,
  keymap,
  lineNumbers,
  showTooltip,
  type DecorationSet,
  type Tooltip,
} from '@codemirror/view';
import { helpAt, offersAt, type WordHelp } from '#lib/scenario/text/editing.ts';
import { textErrorLine, type TextError } from '#lib/scenario/text/text-error.ts';
import { editorLook } from './look.ts';
import { scenarioLanguage } from './paint.ts';

export interface EditorEvents {
  /** The reader changed the text. */
  readonly onchange: (text: string) => void;
  /** The reader wants it played now. */
  readonly onrun: () => void;
  /** The reader put the cursor into a line, from 1, without changing anything. */
  readonly online: (line: number) => void;
}

const setNow = StateEffect.define<number | null>();
const setHelp = StateEffect.define<Tooltip | null>();

const nowField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects, state }) {
    const effect = effects.find((other) => other.is(setNow));
    if (effect === undefined) return marks.map(changes);
    const line = effect.value;
    if (line === null || line > state.doc.lines) return Decoration.none;
    return Decoration.set([
      Decoration.line({ class: 'cm-now', attributes: { 'aria-current': 'step' } }).range(
        state.doc.line(line).from,
      ),
    ]);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Help for the word at the cursor, for those who have no pointer. */
const helpField = StateField.define<Tooltip | null>({
  create: () => null,
  update(tooltip, { docChanged, selection, effects }) {
    const effect = effects.find((other) => other.is(setHelp));
    if (effect !== undefined) return effect.value;
    return docChanged || selection !== undefined ? null : tooltip;
  },
  provide: (field) => showTooltip.from(field),
});

function helpElement({ title, about, params, example }: WordHelp): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-help';
  const add = (tag: string, text: string, to: HTMLElement = box): HTMLElement => {
    const element = to.appendChild(document.createElement(tag));
    element.textContent = text;
    return element;
  };
  add('b', title);
  add('div', about);
  if (params.length > 0) {
    const list = add('ul', '');
    for (const param of params) add('li', param, list);
  }
  if (example !== null) add('code', example);
  return box;
}

function helpTooltip(doc: Text, position: number): Tooltip | null {
  const line = doc.lineAt(position);
  const help = helpAt(line.text, position - line.from);
  if (help === null) return null;
  return {
    pos: line.from + help.from,
    end: line.from + help.to,
    above: true,
    create: () => ({ dom: helpElement(help) }),
  };
}

/** Shows or hides the help for the word at the cursor. */
function toggleHelp(view: EditorView): boolean {
  const isShown = view.state.field(helpField) !== null;
  const help = isShown ? null : helpTooltip(view.state.doc, view.state.selection.main.head);
  view.dispatch({ effects: setHelp.of(help) });
  return true;
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const line = state.doc.lineAt(pos);
  const lines = state.doc.toString().split('\n');
  const before = line.text.slice(0, pos - line.from);
  const { from, offers } = offersAt(lines.slice(0, line.number - 1), before, lines.slice(line.number));
  if (offers.length === 0 || (!explicit && before.length === from)) return null;
  return {
    from: line.from + from,
    options: offers.map(({ word, about }) => ({ label: word, detail: about })),
    validFor: /^[^\s,|(=]*$/,
  };
}

const SCROLL_MARGIN_PX = 8;

/** CodeMirror would scroll every pane round it as well, and so the head of its own pane out of sight. */
const scrollsItselfOnly = EditorView.scrollHandler.of((view, { head }) => {
  const { top, bottom } = view.lineBlockAt(head);
  const { scrollDOM } = view;
  const end = bottom + 2 * SCROLL_MARGIN_PX - scrollDOM.clientHeight;
  if (top < scrollDOM.scrollTop) scrollDOM.scrollTop = top;
  else if (end > scrollDOM.scrollTop) scrollDOM.scrollTop = end;
  return true;
});

function diagnosticOf(doc: Text, error: TextError): Diagnostic {
  const line = doc.line(Math.min(error.line, doc.lines));
  const from = Math.min(line.from + error.column - 1, line.to);
  const to = Math.min(from + error.length, line.to);
  const { nearest } = error;
  return {
    from,
    to: Math.max(to, from),
    severity: 'error',
    message: textErrorLine(error),
    actions:
      nearest === null
        ? []
        : [
            {
              name: `write ${nearest}`,
              apply: (view, start, end) =>
                view.dispatch({ changes: { from: start, to: end, insert: nearest } }),
            },
          ],
  };
}

export class ScenarioEditor {
  readonly #view: EditorView;
  /** The text is being replaced from outside: nobody typed. */
  #isReplacing = false;

  /** Puts the editor into an element. `labelledBy` is what a screen reader calls it. */
  constructor(host: HTMLElement, text: string, label: string, events: EditorEvents) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: 'open', delegatesFocus: true });
    root.replaceChildren();
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          scenarioLanguage,
          nowField,
          helpField,
          hoverTooltip((view, position) => helpTooltip(view.state.doc, position)),
          autocompletion({ override: [complete], icons: false }),
          keymap.of([
            { key: 'Mod-Enter', run: () => (events.onrun(), true) },
            { key: 'F1', run: toggleHelp },
            { key: 'Mod-Space', run: startCompletion },
            { key: 'Escape', run: (view) => closeCompletion(view) },
            ...completionKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          keymap.of([{ key: 'Enter', run: acceptCompletion }]),
          EditorView.contentAttributes.of({
            'aria-label': label,
            // What can be edited takes the focus anyway; said for those who look at attributes alone.
            tabindex: '0',
            spellcheck: 'false',
            autocapitalize: 'off',
            autocorrect: 'off',
          }),
          EditorView.updateListener.of((update) => {
            if (this.#isReplacing) return;
            if (update.docChanged) events.onchange(update.state.doc.toString());
            else if (update.selectionSet && update.transactions.some((it) => it.isUserEvent('select'))) {
              const { main } = update.state.selection;
              if (main.empty) events.online(update.state.doc.lineAt(main.head).number);
            }
          }),
          scrollsItselfOnly,
          editorLook,
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Shows another text; what stood there comes back with undo. */
  replace(text: string): void {
    if (text === this.text) return;
    this.#isReplacing = true;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    this.#isReplacing = false;
  }

  /** Marks what is wrong. */
  showErrors(errors: readonly TextError[]): void {
    const { doc } = this.#view.state;
    this.#view.dispatch(
      setDiagnostics(
        this.#view.state,
        errors.map((error) => diagnosticOf(doc, error)),
      ),
    );
  }

  /** Writes the word that was probably meant in the place of the wrong one. */
  mend(error: TextError): void {
    const { from, to } = diagnosticOf(this.#view.state.doc, error);
    this.#view.dispatch({ changes: { from, to, insert: error.nearest ?? '' } });
    this.#view.focus();
  }

  /** Puts the marker pen on a line, from 1, and keeps it in sight; null for none. */
  showNow(line: number | null): void {
    const effects: StateEffect<unknown>[] = [setNow.of(line)];
    const { doc } = this.#view.state;
    const isTyping = this.#view.hasFocus;
    if (line !== null && line <= doc.lines && !isTyping) {
      effects.push(EditorView.scrollIntoView(doc.line(line).from, { y: 'nearest' }));
    }
    this.#view.dispatch({ effects });
  }

  /** Puts the cursor to a place, both from 1. */
  goTo(line: number, column: number): void {
    const { doc } = this.#view.state;
    const at = doc.line(Math.min(line, doc.lines));
    this.#view.dispatch({
      selection: { anchor: Math.min(at.from + column - 1, at.to) },
      scrollIntoView: true,
    });
    this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  destroy(): void {
    this.#view.destroy();
  }
}
