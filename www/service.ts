/** The service that the page works with: an emulator and a client of it, both in this page. */

import { TrafficMirrorClient } from "alicloud-traffic-mirror";
import { createEmulator } from "alicloud-traffic-mirror/emulator";
import { faultyFetch, type Settings } from "./faults.js";
import { firstFixture, moreSessions, regionId } from "./fixture.js";

/** Kept over a reload, so that what was begun can be gone on with; gone with the tab. */
const KEPT = "emulator";
const TICK_MS = 50;

export const settings: Settings = {
  speed: fromAddress("speed", 1),
  drop: fromAddress("drop", 0),
  error: fromAddress("error", 0),
  throttle: fromAddress("throttle", 0),
  busy: fromAddress("busy", 0),
  delay: fromAddress("delay", 0),
};

const emulator = createEmulator({
  clock: "manual",
  startTime: Date.now(),
  deletingMs: fromAddress("deletingMs", 4_000),
  rateLimit: false,
});
if (!loadKept()) {
  emulator.load(firstFixture(Date.now()));
}
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  emulator.advance(Math.round((now - last) * settings.speed));
  last = now;
}, TICK_MS);

export const client = new TrafficMirrorClient({
  regionId,
  credentials: { accessKeyId: "testid", accessKeySecret: "testsecret" },
  fetch: faultyFetch(emulator, settings),
  clock: emulator.clock,
  // Lost answers are not waited for as long as over a real network.
  timeoutMs: 1_500,
  // The sliders make a network that is worse than any real one.
  retry: { maxAttempts: 8 },
});

/** Creates so many sessions, at once and without a call. */
export function addSessions(count: number): void {
  emulator.load(moreSessions(count, emulator.clock.now()));
}

let keeping = true;

/** Keeps what the emulator holds when the page goes. */
export function keepState(): void {
  addEventListener("pagehide", () => {
    if (keeping) {
      sessionStorage.setItem(KEPT, JSON.stringify(emulator.state()));
    }
  });
}

/** The next load begins anew. */
export function startOver(): void {
  keeping = false;
  sessionStorage.removeItem(KEPT);
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`alicloud-traffic-mirror:teardown:${regionId}:`)) {
      localStorage.removeItem(key);
    }
  }
}

/** Goes on from what was kept, if there is anything that this version of the emulator takes. */
function loadKept(): boolean {
  try {
    const text = sessionStorage.getItem(KEPT);
    if (text !== null) {
      emulator.load(JSON.parse(text) as object);
    }
    return text !== null;
  } catch {
    return false;
  }
}

/** A number in the page's address, such as `?deletingMs=20000` to look at a state for longer. */
function fromAddress(name: string, fallback: number): number {
  const text = new URLSearchParams(location.search).get(name) ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : fallback;
}
