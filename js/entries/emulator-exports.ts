/** What the entries of the emulator have in common, and its declarations. It does not need the client. */
export type {
  Emulator,
  EmulatorAccount,
  EmulatorOptions,
  Fault,
  RawReply,
  RawRequest,
  RecordedRequest,
} from "../emulator.js";
export { createEmulator } from "../emulator.js";
export type { AbortSignalLike, Clock, Credentials } from "../types.js";
