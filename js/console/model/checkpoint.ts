/** Where the checkpoints of teardowns are kept over a reload: this origin's local storage, each under a key of its own. */

export interface Saved {
  /** Where it stands. */
  key: string;
  /** When it was saved, in milliseconds since 1970. */
  at: number;
  /** When its teardown was last seen at work; of use only where the browser has no locks. */
  alive: number;
  /** The text that the client gave. It holds ids, no key. */
  checkpoint: string;
}

const PREFIX = "alicloud-traffic-mirror:teardown:";

/** The key of a teardown that begins. Several may be under way in a region: by other elements, or other keys. */
export function newKey(regionId: string): string {
  return `${PREFIX}${regionId}:${randomName()}`;
}

/** Keeps a checkpoint in place of the one before. Throws where the browser keeps nothing. */
export function save(key: string, checkpoint: string): void {
  write({ key, at: Date.now(), alive: Date.now(), checkpoint });
}

/** Notes that the teardown was at work then, or with 0 that it is no more. */
export function mark(key: string, alive: number): void {
  const saved = read(key);
  // What is damaged stays as it is.
  if (saved !== undefined && saved.at > 0) {
    try {
      write({ ...saved, alive });
    } catch {
      // The page has said already that nothing can be kept.
    }
  }
}

function write({ key, ...record }: Saved): void {
  localStorage.setItem(key, JSON.stringify(record));
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing is kept where storage is forbidden.
  }
}

/** The keys of all teardowns of the region that are saved. */
export function keysOf(regionId: string): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${regionId}:`));
  } catch {
    return [];
  }
}

/** What is saved there, if anything is. What cannot be read is given as an empty checkpoint, which the client refuses. */
export function read(key: string): Saved | undefined {
  try {
    const text = localStorage.getItem(key);
    if (text === null) {
      return undefined;
    }
    return { key, ...recordIn(text) };
  } catch {
    return undefined;
  }
}

function recordIn(text: string): Omit<Saved, "key"> {
  try {
    const { at, alive, checkpoint } = JSON.parse(text) as Partial<Saved>;
    if (typeof at === "number" && typeof checkpoint === "string") {
      return { at, alive: typeof alive === "number" ? alive : 0, checkpoint };
    }
  } catch {
    // Damaged, as below.
  }
  return { at: 0, alive: 0, checkpoint: "" };
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
