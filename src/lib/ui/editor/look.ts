/**
 * The look of the editor, from the tokens of the page: they reach into its shadow root, so light, dark and print follow
 * by themselves.
 */
import { EditorView } from '@codemirror/view';

export const editorLook = EditorView.theme({
  '&': { flex: '1 1 auto', minWidth: '0', backgroundColor: 'var(--paper)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--ink)', outlineOffset: '-2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    fontSize: 'var(--editor-size)',
    lineHeight: 'var(--editor-line)',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { padding: '4px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 8px 0 6px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--ink3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '30px', padding: '0 4px 0 8px', fontSize: '10.5px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: 'var(--iomem)' },
  // The marker pen: this is now.
  '.cm-now': {
    backgroundColor: 'var(--now)',
    color: 'var(--nowink)',
    boxShadow: 'inset 2px 0 0 var(--nowink)',
  },
  '.cm-now *': { color: 'var(--nowink)' },
  '.cm-lintRange': { backgroundImage: 'none', paddingBottom: '0' },
  '.cm-lintRange-error': { textDecoration: 'underline wavy var(--refuse) 1px', textUnderlineOffset: '3px' },
  '.cm-tooltip': {
    border: '1px solid var(--ink)',
    backgroundColor: 'var(--paper)',
    color: 'var(--ink)',
    maxWidth: 'min(420px, 90vw)',
  },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '11.3px', maxHeight: '14em' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 6px', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--ink)',
    color: 'var(--paper)',
  },
  '.cm-completionDetail': { fontFamily: 'var(--sans)', fontStyle: 'normal', color: 'var(--ink2)' },
  'li[aria-selected] .cm-completionDetail': { color: 'var(--paper)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-help': { padding: '6px 10px', fontFamily: 'var(--sans)', fontSize: '12px', lineHeight: '1.45' },
  '.cm-help b, .cm-help code': { fontFamily: 'var(--mono)', fontSize: '11.3px' },
  '.cm-help ul': { margin: '4px 0 0', paddingLeft: '14px' },
  '.cm-diagnostic': { borderLeft: '3px solid var(--refuse)', padding: '4px 8px', fontFamily: 'var(--sans)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'transparent',
    border: '1px solid var(--ink3)',
    color: 'var(--ink)',
    borderRadius: '3px',
    font: 'inherit',
  },
});
