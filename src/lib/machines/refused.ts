/**
 * The one byte that tables, their generator and the core must agree on. It stands alone because the generator
 * may not depend on what it generates.
 */

/** The byte in a compiled table that says "this event is refused here". */
export const REFUSED = 255;
