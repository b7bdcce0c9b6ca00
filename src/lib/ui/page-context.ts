/**
 * Hands the page to the parts inside it, however deep they sit.
 */
import { createContext } from 'svelte';
import type { Page } from './page.svelte.ts';

export const [usePage, providePage] = createContext<Page>();
