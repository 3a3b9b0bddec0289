/** The default entry: everything but the emulator. */
export { TrafficMirrorClient } from "../client.js";
export { diagnoseSignature } from "../diagnose.js";
export type { ErrorCode } from "../errors.js";
export {
  ParameterError,
  ResponseError,
  ServiceError,
  TrafficMirrorError,
  TransportError,
} from "../errors.js";
export type * from "../generated/operations.js";
export type { OperationSpec, ParameterSpec, RefusalSpec, RegionSpec } from "../generated/table.js";
export { operations, regions } from "../generated/table.js";
export { parseResponse } from "../parse.js";
export { explainSignature, signRequest, signUrl } from "../sign.js";
export type * from "../types.js";
