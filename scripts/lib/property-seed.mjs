/**
 * Property tests draw the same values in every run, so that the gate says the same of the same sources.
 * `PROPERTY_SEED=random` draws others, to look for what these miss; a number repeats a run that failed.
 */
import fc from 'fast-check';

const asked = process.env['PROPERTY_SEED'] ?? '612';
if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) });
