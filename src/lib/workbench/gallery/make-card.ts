/**
 * Makes the cards of the gallery by playing every scenario. Runs when the page is built, never in the browser.
 */
import { Exploration } from '#lib/explore/explore.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';
import type { LibraryFolder, LibraryText } from '#lib/scenario/library.ts';
import { encodeLink } from '#lib/scenario/link.ts';
import type { Scenario } from '#lib/scenario/scenario.ts';
import type { Schedule } from '#lib/scenario/schedule.ts';
import { textErrorLine } from '#lib/scenario/text/text-error.ts';
import type { Frame } from '../frame.ts';
import { countBlocks } from '../frame-blocks.ts';
import { LiveRun } from '../live-run.ts';
import { openingOf } from '../model.ts';
import { playScenario, type Playable } from '../playable.ts';
import { compileText, playText } from '../playable-text.ts';
import type { CardKind, CardTags, GalleryCard } from './card.ts';

/** A card with what its picture is drawn from. */
export interface MadeCard {
  readonly card: GalleryCard;
  /** The end of the run. */
  readonly frame: Frame;
  /** Moments from all over the run. */
  readonly samples: readonly Frame[];
}

const KINDS: Readonly<Record<LibraryFolder, CardKind>> = {
  stories: 'story',
  findings: 'finding',
  races: 'race',
};

/** A sentence that says who wrote where: it has the date of a mail. */
const REFERENCE = /\b\d{4}-\d{2}-\d{2}\b/;

/** The first sentence of a text that is not a reference to a mail. */
export function firstSentence(about: string): string {
  const sentences = about.split(/(?<=[.?!])\s+(?=[A-Z"])/);
  return sentences.find((sentence) => !REFERENCE.test(sentence)) ?? sentences[0] ?? '';
}

/** What brings the memory of a run. */
function driversOf({ description, machine }: Playable): string[] {
  const isUsed = (kind: string): boolean => machine.jobs.some(({ command }) => command.kind === kind);
  const drivers = [
    ...(description.daxDevices.length > 0 ? ['kmem'] : []),
    ...(description.virtioMemDevices.length > 0 ? ['virtio-mem'] : []),
    ...(isUsed('device_add') ? ['dimm'] : []),
  ];
  return drivers.length > 0 ? drivers : ['core'];
}

const ERRNO = /^-E[A-Z0-9]+$/;

/** Errnos that lines end with; where none does, those that the kernel says on the way: to udev, to a worker. */
function errnosOf({ timeline }: LiveRun): string[] {
  const heard = timeline.marks.map(({ result }) => result ?? '').filter((word) => ERRNO.test(word));
  return [...new Set(heard.length > 0 ? heard : timeline.errnos.map(({ errno }) => errno))].sort();
}

function endingOf(frame: Frame): string {
  const { total, online, offline, changing } = countBlocks(frame);
  const movable = countBlocks({
    blocks: frame.blocks.filter(({ look }) => look === 'online-movable'),
    runs: frame.runs.filter(({ first }) => first.look === 'online-movable'),
  }).total;
  const parts = [
    `${online} online${movable > 0 ? `, ${movable} of them Movable` : ''}`,
    ...(offline > 0 ? [`${offline} offline`] : []),
    ...(changing > 0 ? [`${changing} on the way`] : []),
  ];
  return `${total} memory blocks at the end: ${parts.join('; ')}`;
}

type Words = Pick<GalleryCard, 'id' | 'kind' | 'title'> & {
  readonly about: string;
  readonly concepts: readonly string[];
  readonly kernels: readonly VariantId[];
};

function madeCard(played: Playable, { about, concepts, kernels, ...words }: Words): MadeCard {
  const { source, variant, machine } = played;
  const run = new LiveRun(played, { source, variant, cutAt: null, acts: [] }, machine.run.length);
  const { position, block } = openingOf(run);
  const frame = run.frame(run.timeline.length);
  const tags: CardTags = {
    concept: concepts,
    driver: driversOf(played),
    kernel: kernels,
    errno: errnosOf(run),
  };
  const link = encodeLink({ source, variant, position, block });
  const card = { ...words, sentence: firstSentence(about), tags, link, ending: endingOf(frame) };
  return { card, frame, samples: run.samples };
}

/** The way to what the first condition asks for; empty where the usual order is as good as any. */
function telling(text: LibraryText): Schedule {
  const compiled = compileText(text.source);
  const explored = compiled.ok ? Exploration.of(compiled.value.program) : null;
  if (explored?.ok !== true) return [];
  explored.value.run();
  const { conditions } = explored.value.report();
  return conditions.find(({ quantifier }) => quantifier === 'exists')?.witness?.schedule ?? [];
}

/** The card of a text of the library, played on the first kernel that it names; throws when it cannot be played. */
export function cardOfText(text: LibraryText): MadeCard {
  const { folder, id, title, about, tags, kernels, source } = text;
  const played = playText({ kind: 'text', text: source, schedule: telling(text) });
  if (!played.ok) throw new Error(`${folder}/${id}: ${played.error.map(textErrorLine).join('; ')}`);
  return madeCard(played.value, { id, kind: KINDS[folder], title, about, concepts: tags, kernels });
}

/** The card of a built-in scenario. */
export function cardOfScenario(scenario: Scenario): MadeCard {
  const { id, title, about, tags, variant } = scenario;
  return madeCard(playScenario(scenario), {
    id,
    kind: 'machine',
    title,
    about,
    concepts: tags,
    kernels: [variant],
  });
}

/** What users ask for most, in this order; the others follow. */
const ASKED_MOST = [
  'everything-movable',
  'pinned-page',
  'udev-against-auto-online',
  'dimm-half-out',
  'virtio-mem-stops',
  'wrong-zone',
  'unbind-leaked',
  '64tib',
];

/** The cards with those first that users ask for most. */
export function inOrder(cards: readonly MadeCard[]): MadeCard[] {
  const rank = ({ card }: MadeCard): number => ASKED_MOST.indexOf(card.id) + 1 || ASKED_MOST.length + 1;
  return cards.toSorted((a, b) => rank(a) - rank(b));
}
