/**
 * Who is at work on a teardown. While one runs, its checkpoint must be offered by no other element, page or tab: two would
 * go on with the same job, or one would throw away what the other lives on.
 *
 * A Web Lock says so, of the name of the checkpoint's key: the browser frees it when the page is gone, however it goes.
 * Outside of secure contexts there are none. There the record of the checkpoint says when its teardown was last alive.
 */

import * as store from "./checkpoint.js";

const BEAT_MS = 10_000;
/** Timers of a page in the background run once a minute, so one that beats no more is taken for dead after longer. */
const DEAD_MS = 90_000;

/** There by type, but not on every page. */
function lockManager(): LockManager | undefined {
  return (navigator as Partial<Navigator>).locks;
}

/** Takes the teardown, and gives what lets it go; `undefined` where somebody else has it. */
export function hold(key: string): Promise<(() => void) | undefined> {
  const locks = lockManager();
  if (locks === undefined) {
    return Promise.resolve(isAlive(key) ? undefined : beating(key));
  }
  return new Promise((resolve) => {
    const held = (lock: Lock | null): Promise<void> | undefined => {
      if (lock !== null) {
        return new Promise((release) => resolve(release));
      }
      resolve(undefined);
      return undefined;
    };
    // Where locks are forbidden, so is storage: there is no checkpoint that anybody could take.
    locks.request(key, { ifAvailable: true }, held).catch(() => resolve(() => undefined));
  });
}

/** Calls `free` when nobody is at work on the teardown: soon, or once its page is gone or has stopped. */
export function whenFree(key: string, signal: AbortSignal, free: () => void): void {
  const locks = lockManager();
  const told = (): void => {
    if (!signal.aborted) {
      free();
    }
  };
  if (locks !== undefined) {
    locks.request(key, { signal }, told).catch(() => undefined);
  } else if (!isAlive(key)) {
    told();
  }
}

function isAlive(key: string): boolean {
  return Date.now() - (store.read(key)?.alive ?? 0) < DEAD_MS;
}

function beating(key: string): () => void {
  store.mark(key, Date.now());
  const timer = setInterval(() => store.mark(key, Date.now()), BEAT_MS);
  // So that a reload is offered it at once.
  const leave = (): void => store.mark(key, 0);
  addEventListener("pagehide", leave);
  return () => {
    clearInterval(timer);
    removeEventListener("pagehide", leave);
    leave();
  };
}
