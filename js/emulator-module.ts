/** The emulator's wasm module: one instance for all emulators of this process, made at first use. */

import { inflateSync } from "fflate";
import { decodeBase64 } from "./base64.js";
import { createGlue } from "./generated/emulator-glue.js";
import { text } from "./generated/emulator-wasm.js";
import { compileModule } from "./webassembly.js";

type Glue = ReturnType<typeof createGlue>;

let glue: Glue | undefined;

export function emulatorGlue(): Glue {
  if (glue === undefined) {
    const made = createGlue();
    made.initSync({ module: compileModule(inflateSync(decodeBase64(text))) as never });
    glue = made;
  }
  return glue;
}
