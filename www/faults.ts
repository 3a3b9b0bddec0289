/** What goes wrong on purpose, by chance, as the sliders say. */

import type { Emulator, Fault } from "alicloud-traffic-mirror/emulator";

export interface Settings {
  /** How many seconds of the emulator go by in one. */
  speed: number;
  /** Percent of requests that are carried out but never answered. */
  drop: number;
  /** Percent that are answered 503. */
  error: number;
  /** Percent that are answered Throttling.User. */
  throttle: number;
  /** Percent of deletes that find the session busy. */
  busy: number;
  /** Longest delay of an answer, in the emulator's milliseconds. */
  delay: number;
}

export const SLIDERS: readonly { name: keyof Settings; max: number; step: number; unit: string }[] = [
  { name: "speed", max: 60, step: 1, unit: "×" },
  { name: "drop", max: 50, step: 1, unit: " %" },
  { name: "error", max: 50, step: 1, unit: " %" },
  { name: "throttle", max: 50, step: 1, unit: " %" },
  { name: "busy", max: 50, step: 1, unit: " %" },
  { name: "delay", max: 5_000, step: 100, unit: " ms" },
];

/** The emulator's `fetch`, with faults drawn for each request. */
export function faultyFetch(emulator: Emulator, settings: Settings): Emulator["fetch"] {
  return (input, init) => {
    const fault = drawn(settings);
    if (fault !== undefined) {
      emulator.inject(fault);
    }
    return emulator.fetch(input, init);
  };
}

function drawn({ drop, error, throttle, busy, delay }: Settings): Fault | undefined {
  let chance = Math.random() * 100;
  const falls = (percent: number): boolean => {
    const fallen = chance >= 0 && chance < percent;
    chance -= percent;
    return fallen;
  };
  if (falls(drop)) {
    return { kind: "drop-response" };
  }
  if (falls(error)) {
    return { kind: "error", status: 503, code: "ServiceUnavailable" };
  }
  if (falls(throttle)) {
    return { kind: "error", status: 400, code: "Throttling.User", retryAfterMs: 800 };
  }
  if (falls(busy)) {
    return {
      kind: "error",
      status: 400,
      code: "OperationConflict",
      on: "DeleteTrafficMirrorSession",
    };
  }
  return delay > 0 ? { kind: "delay", ms: Math.round(Math.random() * delay) } : undefined;
}
