/** What applies where a caller leaves an option out, in milliseconds. */

export const TIMEOUT_MS = 10_000;
export const DEADLINE_MS = 300_000;
export const CLOSE_DEADLINE_MS = 120_000;
