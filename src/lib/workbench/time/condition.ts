/**
 * What a run can be searched for: things that happen, each with the sentence that people write for it.
 */

/** Words for the state of a block, as the pictures use them. */
export const BLOCK_WORDS = ['absent', 'offline', 'onlining', 'online', 'going-offline'] as const;
export type BlockWord = (typeof BLOCK_WORDS)[number];

export const LOCK_WORDS = ['taken', 'free', 'contended'] as const;
export type LockWord = (typeof LOCK_WORDS)[number];

export type Condition =
  /** An errno with its minus; null for any. */
  | { readonly kind: 'errno'; readonly errno: string | null }
  /** A block comes into a state; `block` null: any block, `state` null: any change. */
  | { readonly kind: 'block'; readonly block: number | null; readonly state: BlockWord | null }
  /** The pages of a block come to a zone. */
  | { readonly kind: 'block-zone'; readonly block: number | null; readonly zone: string }
  /** `lock` null: any lock is taken or released. */
  | { readonly kind: 'lock'; readonly lock: string | null; readonly is: LockWord | null }
  /** The first step inside a call of a kernel function. */
  | { readonly kind: 'entered'; readonly functionName: string }
  /** The run comes to another kernel function: into the next, or out of the present one. */
  | { readonly kind: 'function' }
  /** MOVABLE:KERNEL goes above so many percent. */
  | { readonly kind: 'ratio'; readonly percent: number }
  /** Span or counters of a zone; null for any. */
  | { readonly kind: 'zone'; readonly zone: { readonly nid: number; readonly name: string } | null };

const blockName = (block: number | null): string => (block === null ? 'any block' : `memory${block}`);

/** The condition as text; parsing it gives the same condition. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'errno':
      return condition.errno ?? 'any errno';
    case 'block':
      return condition.state === null
        ? `${blockName(condition.block)} changes`
        : `${blockName(condition.block)} is ${condition.state}`;
    case 'block-zone':
      return `${blockName(condition.block)} is in ${condition.zone}`;
    case 'lock':
      return condition.lock === null
        ? 'any lock changes'
        : `${condition.lock} ${condition.is === null ? 'changes' : `is ${condition.is}`}`;
    case 'entered':
      return `${condition.functionName}() is entered`;
    case 'function':
      return 'function changes';
    case 'ratio':
      return `movable:kernel > ${condition.percent} %`;
    case 'zone':
      return condition.zone === null
        ? 'any zone changes'
        : `zone ${condition.zone.name} of node ${condition.zone.nid} changes`;
  }
}
