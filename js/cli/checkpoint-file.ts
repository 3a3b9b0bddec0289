/** The file that a teardown can be resumed from. */

import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { UsageError } from "./failure.js";
import { home } from "./home.js";

/** The file's first field. Its number changes when an older command could not read the file. */
const FORMAT = "alicloud-traffic-mirror checkpoints 1";

/** Checkpoints of a teardown, one a region; written whole each time, readable by their owner alone. */
export class CheckpointFile {
  readonly path: string;
  readonly #states: Map<string, string>;
  #pending: Promise<void> = Promise.resolve();
  #written: boolean;

  private constructor(path: string, states: Map<string, string>, written: boolean) {
    this.path = path;
    this.#states = states;
    this.#written = written;
  }

  /**
   * A new file, made with the first checkpoint. Rejects with UsageError where there is one already, or nowhere to put it.
   * With `unused` nothing is to be written.
   */
  static async create(path: string | undefined, unused: boolean): Promise<CheckpointFile> {
    const chosen = path === undefined ? defaultPath(unused) : resolve(path);
    const there = await kindOf(chosen);
    if (there !== undefined) {
      throw new UsageError(
        there === "folder"
          ? `${chosen} is a folder: name a file in it`
          : `${chosen} is there already: go on from it with --resume, or remove it`,
      );
    }
    return new CheckpointFile(chosen, new Map(), false);
  }

  /** A file that an earlier teardown left. */
  static async read(path: string): Promise<CheckpointFile> {
    const chosen = resolve(path);
    let text: string;
    try {
      text = await readFile(chosen, "utf8");
    } catch (error) {
      throw new UsageError(`${chosen} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    const states = statesIn(text);
    if (states === undefined) {
      throw new UsageError(`${chosen} is no checkpoint of this command, or is damaged`);
    }
    return new CheckpointFile(chosen, states, true);
  }

  get states(): ReadonlyMap<string, string> {
    return this.#states;
  }

  /** Whether there is something to resume from. */
  get written(): boolean {
    return this.#written;
  }

  /** Resolves once the state is on the disk. */
  async save(regionId: string, state: string): Promise<void> {
    this.#states.set(regionId, state);
    const turn = this.#pending.then(() => this.#write());
    this.#pending = turn.catch(() => {});
    await turn;
  }

  /** Until nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#pending;
  }

  /** What another teardown has put there stays. */
  async remove(): Promise<void> {
    await this.settled();
    if (this.#written) {
      await rm(this.path, { force: true });
      this.#written = false;
    }
  }

  /** A crash leaves either the file as it was, or the new one: the new one takes the old one's name when it is whole. */
  async #write(): Promise<void> {
    const regions = Object.fromEntries(this.#states);
    const temporary = `${this.path}.${process.pid}.tmp`;
    let reserved = false;
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      if (!this.#written) {
        // Taken before it is replaced: two teardowns that were begun at once must not share it.
        await (await open(this.path, "wx", 0o600)).close();
        reserved = true;
      }
      const file = await open(temporary, "w", 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ format: FORMAT, regions })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
      this.#written = true;
    } catch (error) {
      for (const path of reserved ? [temporary, this.path] : [temporary]) {
        await rm(path, { force: true }).catch(() => {});
      }
      // Once begun, it has no other place.
      const elsewhere = this.#written ? "" : "; --checkpoint FILE puts it elsewhere";
      throw new Error(
        `the checkpoint ${this.path} cannot be written (${(error as NodeJS.ErrnoException).code})${elsewhere}`,
      );
    }
  }
}

function statesIn(text: string): Map<string, string> | undefined {
  try {
    const { format, regions } = JSON.parse(text) as { format?: unknown; regions?: object | null };
    const entries = Object.entries(regions ?? {});
    const whole = entries.length > 0 && entries.every(([, state]) => typeof state === "string");
    return format === FORMAT && whole ? new Map(entries) : undefined;
  } catch {
    return undefined;
  }
}

function defaultPath(unused: boolean): string {
  const folder = stateFolder();
  if (folder === undefined && !unused) {
    throw new UsageError(
      "this user has no home to keep the checkpoint in: say --checkpoint FILE, or set HOME or XDG_STATE_HOME",
    );
  }
  return join(folder ?? "/", `teardown-${stamp()}-${randomBytes(3).toString("hex")}.json`);
}

/** Where the user's programs keep what they need from one run to the next, if there is such a place. */
function stateFolder(): string | undefined {
  const { LOCALAPPDATA, XDG_STATE_HOME } = process.env;
  const named = process.platform === "win32" ? LOCALAPPDATA : XDG_STATE_HOME;
  // A relative one does not count, as the specification of XDG says.
  if (named && isAbsolute(named)) {
    return join(named, "alicloud-traffic-mirror");
  }
  const folder = home();
  return folder === undefined ? undefined : join(folder, ".local", "state", "alicloud-traffic-mirror");
}

function stamp(): string {
  return new Date().toISOString().replaceAll(/[-:]|\..*/g, "");
}

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}
