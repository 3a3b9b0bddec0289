/** Where a teardown's checkpoint is kept over a reload: this origin's local storage, one for each region. */

export interface Saved {
  /** When it was saved, in milliseconds since 1970. */
  at: number;
  /** The text that the client gave. It holds ids, no key. */
  checkpoint: string;
}

const PREFIX = "alicloud-traffic-mirror:teardown:";

/** Keeps a checkpoint in place of the one before. Throws where the browser keeps nothing. */
export function save(regionId: string, checkpoint: string): void {
  localStorage.setItem(PREFIX + regionId, JSON.stringify({ at: Date.now(), checkpoint }));
}

/** The saved one, if there is any. What cannot be read is given as an empty checkpoint, which the client refuses. */
export function saved(regionId: string): Saved | undefined {
  const text = read(regionId);
  if (text === null) {
    return undefined;
  }
  try {
    const { at, checkpoint } = JSON.parse(text) as Partial<Saved>;
    if (typeof at === "number" && typeof checkpoint === "string") {
      return { at, checkpoint };
    }
  } catch {
    // Damaged, as below.
  }
  return { at: 0, checkpoint: "" };
}

export function forget(regionId: string): void {
  try {
    localStorage.removeItem(PREFIX + regionId);
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

function read(regionId: string): string | null {
  try {
    return localStorage.getItem(PREFIX + regionId);
  } catch {
    return null;
  }
}
