/**
 * An action of the page as an object. Each group of actions has a file of its own (commands-*.ts); commands.ts puts
 * them together for buttons, keys, the palette and the list of keys.
 */
export interface PageCommand {
  readonly id: string;
  /** What it concerns: the heading under which it is listed. */
  readonly group: string;
  /** What it does, as an imperative. */
  readonly title: string;
  /** `KeyboardEvent.key`, after `Control+` if that has to be held; null for none. */
  readonly hotkey: string | null;
  /** Why it cannot be done now; null when it can. */
  guard(): string | null;
  run(): void;
}

/** Gives each action of a group its id and its heading. */
export function grouped<Id extends string>(
  group: string,
  actions: Readonly<Record<Id, Omit<PageCommand, 'id' | 'group'>>>,
): Readonly<Record<Id, PageCommand>> {
  const entries = Object.entries<Omit<PageCommand, 'id' | 'group'>>(actions);
  return Object.fromEntries(entries.map(([id, action]) => [id, { id, group, ...action }])) as Record<
    Id,
    PageCommand
  >;
}
