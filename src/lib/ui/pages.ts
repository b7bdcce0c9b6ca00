/**
 * The pages beside the playground, in the order in which headers and menus name them.
 */
export const PAGES = [
  { name: 'learn', path: '/learn' },
  { name: 'gallery', path: '/gallery' },
  { name: 'compare', path: '/review' },
  { name: 'review corner', path: '/review/corner' },
  { name: 'recordings', path: '/recording' },
] as const;

export type PageName = (typeof PAGES)[number]['name'];
