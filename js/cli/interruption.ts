/** Ctrl-C and its like: the first ends the work cleanly, the second at once. */

import { Interrupted } from "./failure.js";
import { note } from "./terminal.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs work whose signal aborts with {@link Interrupted} at the first interruption. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) {
      process.exit(130);
    }
    note("stopping; Ctrl-C again stops at once");
    controller.abort(new Interrupted());
  };
  for (const signal of SIGNALS) {
    process.on(signal, interrupt);
  }
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) {
      process.off(signal, interrupt);
    }
  }
}
