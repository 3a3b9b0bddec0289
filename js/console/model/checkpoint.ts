/** Where the checkpoints of teardowns are kept over a reload: this origin's local storage, each under a key of its own. */

export interface Saved {
  /** Where it stands. */
  key: string;
  /** When it was saved, in milliseconds since 1970. */
  at: number;
  /** The text that the client gave. It holds ids, no key. */
  checkpoint: string;
}

const PREFIX = "alicloud-traffic-mirror:teardown:";

/** Those of teardowns that run in this page: they are not unfinished. */
const running = new Set<string>();

/** The key of a teardown that begins, or goes on. Several may be under way in a region: by other elements, or other keys. */
export function begin(regionId: string, key = `${PREFIX}${regionId}:${randomName()}`): string {
  running.add(key);
  return key;
}

/** The teardown runs no more; what was saved of it stays. */
export function end(key: string): void {
  running.delete(key);
}

/** Keeps a checkpoint in place of the one before. Throws where the browser keeps nothing. */
export function save(key: string, checkpoint: string): void {
  localStorage.setItem(key, JSON.stringify({ at: Date.now(), checkpoint }));
}

/** What an unfinished teardown of the region left last, if there is any. */
export function saved(regionId: string): Saved | undefined {
  const all = keysOf(regionId).map(read);
  return all.sort((one, other) => other.at - one.at)[0];
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing is kept where storage is forbidden.
  }
}

/** The form of a session's id. What else stands in local storage is not taken for one. */
export function isSessionId(id: string): boolean {
  return /^tms-[0-9A-Za-z-]{1,64}$/.test(id);
}

/** The form of a filter's id. */
export function isFilterId(id: string): boolean {
  return /^tmf-[0-9A-Za-z-]{1,64}$/.test(id);
}

/** `randomUUID` is there in secure contexts only. */
function randomName(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join("");
}

function keysOf(regionId: string): string[] {
  try {
    return Object.keys(localStorage).filter(
      (key) => key.startsWith(`${PREFIX}${regionId}:`) && !running.has(key),
    );
  } catch {
    return [];
  }
}

/** What cannot be read is given as an empty checkpoint, which the client refuses. */
function read(key: string): Saved {
  try {
    const { at, checkpoint } = JSON.parse(localStorage.getItem(key) ?? "") as Partial<Saved>;
    if (typeof at === "number" && typeof checkpoint === "string") {
      return { key, at, checkpoint };
    }
  } catch {
    // Damaged, as below.
  }
  return { key, at: 0, checkpoint: "" };
}
