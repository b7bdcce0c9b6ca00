/**
 * A scenario: a machine, and what its actors do on it, in order.
 *
 * The text language comes later; until then scenarios are written as data in this shape.
 */
import type { MachineDescription } from '#lib/hotplug/state/machine.ts';
import type { Command } from '#lib/hotplug/userspace/commands.ts';
import type { VariantId } from '#lib/hotplug/variants/variant.ts';

export interface ScenarioStep {
  /** Who does it: `driver`, `user` … */
  readonly actor: string;
  readonly command: Command;
  /** The command as text, as people would write it. */
  readonly text: string;
  /** Done instead in kernels that do not have the called function. */
  readonly otherwise?: { readonly command: Command; readonly text: string };
  /** Begins while the command before it is under way, after that many of its steps. */
  readonly afterSteps?: number;
}

export interface Scenario {
  /** Short name for links: lower-case letters, digits and minus. */
  readonly id: string;
  readonly title: string;
  /** What it shows, one or two sentences. */
  readonly about: string;
  /** Words under which the gallery lists it, such as `pinned-page`. */
  readonly tags: readonly string[];
  readonly variant: VariantId;
  readonly machine: MachineDescription;
  readonly steps: readonly ScenarioStep[];
}
