/** A yes or no, from a person. */

import { createInterface } from "node:readline";
import { UsageError } from "./failure.js";
import { erase } from "./terminal.js";

/** Whether somebody is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Whether the answer is yes; anything else is no, and so is the end of the input. Throws UsageError where nobody can be
 * asked.
 */
export async function ask(question: string, signal: AbortSignal): Promise<boolean> {
  if (!canAsk()) {
    throw new UsageError("there is no terminal to ask on, so nothing is deleted: say --yes");
  }
  signal.throwIfAborted();
  erase();
  process.stderr.write(`${question} [y/N] `);
  // Not a terminal for readline: that would take Ctrl-C away from the process.
  const lines = createInterface({ input: process.stdin, terminal: false });
  const leave = (): void => lines.close();
  signal.addEventListener("abort", leave);
  try {
    for await (const line of lines) {
      return /^\s*y(es)?\s*$/i.test(line);
    }
    signal.throwIfAborted();
    process.stderr.write("\n");
    return false;
  } finally {
    signal.removeEventListener("abort", leave);
    lines.close();
    process.stdin.pause();
  }
}
