/**
 * A page of the documentation as plain data, for a page of the playground that shows it: the same Markdown as in lessons,
 * without marks and steps.
 */
import { lexer, type Tokens } from 'marked';
import { placed, proseOf } from './blocks.ts';
import { sentenceOf, type SentenceReader } from './inline.ts';
import type { Prose, Sentence } from './lesson.ts';
import { LessonErrors } from './lesson-errors.ts';

export interface GuideSection {
  readonly title: Sentence;
  readonly prose: readonly Prose[];
}

/** The sections of a page; what stands above the first `##` is the section of its title. */
export function guideOf(source: string): readonly GuideSection[] {
  const reader: SentenceReader = { errors: new LessonErrors(), recordings: null, lessons: [], isGuide: true };
  const sections: { title: Sentence; prose: Prose[] }[] = [];
  for (const piece of placed(lexer(source), 1)) {
    if (piece.token.type === 'heading') {
      const { tokens } = piece.token as Tokens.Heading;
      sections.push({ title: sentenceOf(tokens, piece.line, reader), prose: [] });
      continue;
    }
    const prose = proseOf(piece, reader);
    if (prose !== null) sections.at(-1)?.prose.push(prose);
  }
  return sections;
}
