/**
 * Errno names as the language writes them: -EBUSY.
 */
import { errnoName } from '#lib/hotplug/state/errno.ts';

const LAST_ERRNO = 133;
const NUMBERS = new Map<string, number>();
for (let errno = 1; errno <= LAST_ERRNO; errno++) {
  const name = errnoName(errno);
  if (name.startsWith('E')) NUMBERS.set(name, errno);
}

/** All names, without the minus. */
export const ERRNO_NAMES: readonly string[] = [...NUMBERS.keys()];

/** Positive errno of `-EBUSY` or `-16`; null for anything else. */
export function errnoNamed(text: string): number | null {
  if (!text.startsWith('-')) return null;
  const number = Number(text.slice(1));
  if (Number.isInteger(number) && number > 0 && number < 4096) return number;
  return NUMBERS.get(text.slice(1)) ?? null;
}

/** `-EBUSY`, or the number where the errno has no name. */
export function errnoText(errno: number): string {
  return `-${errnoName(errno)}`;
}
