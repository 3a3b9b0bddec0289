/** Many calls in a short time, made one. */

/**
 * Gives a function that has `act` called soon, and once for all that asked meanwhile: a teardown tells of hundreds of
 * events a second, and a page that is drawn for each of them stands still.
 */
export function paced(act: () => void, ms = 100): () => void {
  let waiting = false;
  return () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => {
        waiting = false;
        act();
      }, ms);
    }
  };
}
