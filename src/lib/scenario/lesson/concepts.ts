/**
 * What can be learnt: each prediction counts for one or more of these. Records of readers hold the ids, so an id that
 * was published keeps its meaning.
 */
export const CONCEPTS = {
  units: 'Pages, sections, blocks, nodes',
  zones: 'Zones and which one a block gets',
  adding: 'Adding and removing memory',
  onlining: 'Onlining',
  offlining: 'Offlining and what stops it',
  errno: 'What an errno means',
  ratio: 'Movable against kernel memory',
  policy: 'Who decides: policy, rules, tools',
  spans: 'Spans, holes, shrinking',
  memmap: 'Where the memory map lies',
  devices: 'Devices that grow and shrink',
  locks: 'device_hotplug_lock',
  races: 'Races',
  interfaces: 'Kernel interfaces and their review',
} as const;

export type ConceptId = keyof typeof CONCEPTS;

export const CONCEPT_IDS = Object.keys(CONCEPTS) as ConceptId[];
