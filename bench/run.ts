/**
 * `npm run bench`: measures what design.md promises and prints medians, least and most, and ratios of one run.
 *
 * Each form runs in a process of its own, since forms in one process slow each other down. Nothing is asserted:
 * absolute times belong to the machine.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hasSpin } from '#lib/explore/testing/spin.ts';
import { spread, spreadText } from './statistics.ts';

const RUNS = Number(process.env['BENCH_RUNS'] ?? 5);
const BLOCKS = Number(process.env['BENCH_BLOCKS'] ?? 524_288);

type Figures = Readonly<Record<string, number>>;

function measure(form: string, ...args: (number | string)[]): Figures[] {
  const file = fileURLToPath(new URL(`forms/${form}.ts`, import.meta.url));
  return Array.from({ length: RUNS }, () => {
    const printed = execFileSync(process.execPath, ['--max-old-space-size=8192', file, ...args.map(String)], {
      encoding: 'utf8',
    });
    return JSON.parse(printed) as Figures;
  });
}

function values(figures: readonly Figures[], name: string): number[] {
  return figures.map((figure) => figure[name] ?? Number.NaN);
}

function ratio(figures: readonly Figures[], above: string, below: string): string {
  return spread(figures.map((figure) => figure[above]! / figure[below]!)).median.toPrecision(3);
}

function line(what: string, text: string): void {
  console.log(`${what.padEnd(46)} ${text}`);
}

console.log(`node ${process.version}, ${RUNS} runs each: median [least..most]\n`);

const chart = measure('chart');
line('one event, compiled table', spreadText(values(chart, 'tableNs'), 'ns'));
line('one event, XState actor', spreadText(values(chart, 'actorNs'), 'ns'));
line('  actor / table', ratio(chart, 'actorNs', 'tableNs'));

const crowd = measure('crowd', BLOCKS);
line(`online ${BLOCKS} blocks, stepped and logged`, spreadText(values(crowd, 'onlineMs'), 'ms'));
line('  steps', String(crowd[0]!['onlineSteps']));
line('  longest slice of 10,000 steps', spreadText(values(crowd, 'onlineSliceMs'), 'ms'));
line('  one step', spreadText(values(crowd, 'onlineStepNs'), 'ns'));
line('  one step / one bare yield', ratio(crowd, 'onlineStepNs', 'yieldNs'));
line(`offline ${BLOCKS} blocks, stepped and logged`, spreadText(values(crowd, 'offlineMs'), 'ms'));
line('  longest slice of 10,000 steps', spreadText(values(crowd, 'offlineSliceMs'), 'ms'));
line('  one step', spreadText(values(crowd, 'offlineStepNs'), 'ns'));

const seek = measure('seek', BLOCKS);
line(`seek in ${seek[0]!['steps']} steps at ${BLOCKS} blocks, p50`, spreadText(values(seek, 'p50Ms'), 'ms'));
line('  p95 of 200 random positions', spreadText(values(seek, 'p95Ms'), 'ms'));
line('  slowest', spreadText(values(seek, 'mostMs'), 'ms'));

const conformance = measure('conformance');
line(`conformance, ${conformance[0]!['traces']} traces`, spreadText(values(conformance, 'ms'), 'ms'));

const reference = measure('explore', 'reference');
line(`exploring the reference, ${reference[0]!['states']} states`, spreadText(values(reference, 'ms'), 'ms'));
const million = measure('explore', 'million');
line(`exploring ${million[0]!['states']} states`, spreadText(values(million, 'ms'), 'ms'));
line('  states a second', spreadText(values(million, 'statesPerSecond'), ''));
line('  bytes a state', spreadText(values(million, 'bytes'), 'B'));
if (hasSpin()) {
  const spin = measure('explore', 'reference', 'spin');
  line(`spin + gcc + pan, ${spin[0]!['spinStates']} states`, spreadText(values(spin, 'spinMs'), 'ms'));
  line('  the same / explored here', ratio(spin, 'spinMs', 'ms'));
}

execFileSync('npx', ['--no-install', 'vite', 'build', '--logLevel', 'error'], { stdio: 'ignore' });
const frames = measure('frames');
line('script before the first picture, gzip', spreadText(values(frames, 'scriptBytes'), 'B'));
line('opening 64 TiB at a step, by link', spreadText(values(frames, 'openMs'), 'ms'));
line('frame while panning and zooming 524288 blocks, p50', spreadText(values(frames, 'mapP50Ms'), 'ms'));
line('  p95 of 120 frames', spreadText(values(frames, 'mapP95Ms'), 'ms'));
line('  p95 of an empty page', spreadText(values(frames, 'emptyP95Ms'), 'ms'));
line('  map / empty page', ratio(frames, 'mapP95Ms', 'emptyP95Ms'));
line('one step there, all script', spreadText(values(frames, 'stepMs'), 'ms'));
line('  of it drawing the map anew', spreadText(values(frames, 'drawMs'), 'ms'));
line('elements in the pictures', String(frames[0]!['svgNodes']));
