/**
 * The page as a person meets it: its parts by role and name, and waiting for it to come to rest. All names that the
 * specs depend on stand here.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { decodeLink, encodeLink } from '#lib/scenario/link.ts';
import type { Moment } from '#lib/scenario/moment.ts';

/** How the page names a pane where panes are tabs. */
export type PaneName = 'Map' | 'Sequence' | 'Locks' | 'Block' | 'Text';

/** The seed's story at its refusal, with the block that refuses. */
export const SEED_LINK = encodeLink({
  source: { kind: 'scenario', id: 'seed' },
  variant: 'v1p3',
  position: 151,
  block: 34,
});

export class PlaygroundPage {
  readonly page: Page;
  readonly timeline: Locator;
  readonly runName: Locator;
  readonly runDialog: Locator;
  readonly runSearch: Locator;
  readonly speed: Locator;
  readonly map: Locator;
  readonly blocks: Locator;
  readonly blockPane: Locator;
  readonly chart: Locator;
  readonly commands: Locator;
  readonly locks: Locator;
  readonly functions: Locator;
  readonly alert: Locator;

  constructor(page: Page) {
    this.page = page;
    this.timeline = page.getByRole('slider', { name: 'Step' });
    this.runName = page.getByRole('button', { name: /^Run:/ });
    this.runDialog = page.getByRole('dialog', { name: 'Choose a run' });
    this.runSearch = this.runDialog.getByRole('combobox', { name: 'Search the runs' });
    this.speed = page.getByRole('combobox', { name: 'speed' });
    this.map = page.getByRole('region', { name: 'Physical memory' });
    this.blocks = page.getByRole('listbox', { name: 'Memory blocks' });
    this.blockPane = page.getByRole('region', { name: 'Selected block' });
    this.chart = this.blockPane.getByRole('img', { name: /^Statechart of memory/ });
    this.commands = page.getByRole('region', { name: 'Commands', exact: true });
    this.locks = page.getByRole('region', { name: 'Locks', exact: true });
    this.functions = page.getByRole('region', { name: 'Sequence' });
    this.alert = page.getByRole('alert');
  }

  /** Opens the page with a link, by default that of the seed's story; waits until it is at rest. */
  async open(link = SEED_LINK): Promise<void> {
    await this.page.goto(`./#${link}`);
    await this.settled();
  }

  /** Opens the page as somebody does who was given nothing but its address. */
  async openFirst(): Promise<void> {
    await this.page.goto('./');
    await this.settled();
  }

  /** Changes the link in the address of the open page, as typing there does. */
  async changeLink(link: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, link);
    await this.settled();
  }

  /** Waits until nothing loads, plays or moves and the address is written. */
  async settled(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-idle', 'true');
  }

  /** Shows the list of steps beside the stacks. */
  async showFunctions(): Promise<void> {
    await this.page.getByRole('tab', { name: 'functions' }).click();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { name });
  }

  /** A block on the map. */
  block(id: number): Locator {
    return this.blocks.getByRole('option', { name: new RegExp(`^memory${id}:`) });
  }

  /** The line of the current command in the list of commands. */
  get currentCommand(): Locator {
    return this.commands.locator('[aria-current=step]');
  }

  async press(name: string): Promise<void> {
    await this.button(name).click();
    await this.settled();
  }

  /** Steps done, as the timeline says. */
  async position(): Promise<number> {
    return Number(await this.timeline.getAttribute('aria-valuenow'));
  }

  /** Steps in the run, as the timeline says. */
  async length(): Promise<number> {
    return Number(await this.timeline.getAttribute('aria-valuemax'));
  }

  /** The moment that the link in the address bar opens. */
  async moment(): Promise<Moment> {
    await this.settled();
    const moment = decodeLink(new URL(this.page.url()).hash);
    if (!moment.ok) throw new Error(`The address bar holds a bad link: ${moment.error.message}`);
    return moment.value;
  }

  async selectBlock(id: number): Promise<void> {
    await this.block(id).click();
    await this.settled();
  }

  /** Chooses a kernel where all are in a row. */
  async chooseKernel(name: string): Promise<void> {
    await this.page.getByRole('group', { name: 'kernel' }).getByText(name, { exact: true }).click();
    await this.settled();
  }

  kernel(name: string): Locator {
    return this.page.getByRole('group', { name: 'kernel' }).getByRole('radio', { name, exact: true });
  }

  /** Chooses a run from the list by its short name. */
  async chooseRun(name: string): Promise<void> {
    await this.runName.click();
    await this.runSearch.fill(name);
    await this.runDialog.getByRole('option').filter({ hasText: name }).first().click();
    await this.settled();
  }

  async showPane(name: PaneName): Promise<void> {
    await this.page.getByRole('tablist', { name: 'Panes' }).getByRole('tab', { name }).click();
    await this.settled();
  }

  /** Pixels by which the content is wider than the window; 0 when nothing scrolls sideways. */
  overflowPx(): Promise<number> {
    return this.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
  }
}
