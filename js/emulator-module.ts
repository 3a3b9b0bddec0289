/** The emulator's wasm module: one instance for all emulators of this process, made at first use. */

import { createGlue } from "./generated/emulator-glue.js";
import { moduleIn, type Slot } from "./slot.js";
import { instantiate } from "./webassembly.js";

type Glue = ReturnType<typeof createGlue>;

/** Filled by the entry. */
export const emulatorSlot: Slot = {};

let glue: Glue | undefined;

export function emulatorGlue(): Glue {
  if (glue === undefined) {
    const made = createGlue();
    const module = moduleIn(emulatorSlot);
    instantiate(() => made.initSync({ module }));
    glue = made;
  }
  return glue;
}
