/**
 * The clock of the page: calls back once per animation frame with the time that has passed.
 */

/** A page that was in the background must not leap over minutes of a run when it comes back. */
const LONGEST_FRAME_MS = 250;

/** Calls `onFrame` with milliseconds since the last call, until the function that is returned is called. */
export function animate(onFrame: (elapsedMs: number) => void): () => void {
  let before = performance.now();
  let handle = requestAnimationFrame(function frame(now) {
    onFrame(Math.min(Math.max(now - before, 0), LONGEST_FRAME_MS));
    before = now;
    handle = requestAnimationFrame(frame);
  });
  return () => cancelAnimationFrame(handle);
}
