/** Teardown: how the client's method and the module's job speak to each other. */

import { checkObject, isPlain } from "./checks.js";
import { Job, type Start, starting } from "./core.js";
import { encodeAllFields } from "./encode.js";
import { type ErrorData, errorFrom, parameterError, TrafficMirrorError } from "./errors.js";
import type { TeardownOptions, TeardownReport, TeardownTarget } from "./types.js";

/** What a teardown's `one` is the sum of. */
enum Flag {
  DRY_RUN = 1,
  WITH_FILTERS = 2,
  CHECKPOINTS = 4,
}

export function startTeardown(target: TeardownTarget, options: TeardownOptions): Start {
  // What is inherited or hidden would be lost, and with it what narrows the target.
  if (!isPlain(target) || Object.getOwnPropertyNames(target).length !== Object.keys(target).length) {
    throw parameterError("target", "must be a plain object with ids, where or all");
  }
  const input = encodeAllFields(target);
  return starting(Job.TEARDOWN, input, flagsOf(options));
}

export function startResumption(checkpoint: string, options: TeardownOptions): Start {
  if (typeof checkpoint !== "string") {
    throw new TrafficMirrorError({
      code: "CHECKPOINT",
      message: "a checkpoint is the text that the teardown gave",
      retryable: false,
    });
  }
  return starting(Job.RESUMPTION, checkpoint, flagsOf(options));
}

/** The report, with errors of the classes that the client throws. */
export function reportFrom(text: string): TeardownReport {
  const report = JSON.parse(text) as TeardownReport & { failed: { id: string; error: unknown }[] };
  for (const failure of report.failed) {
    failure.error = errorFrom(failure.error as unknown as ErrorData);
  }
  return report;
}

/** A flag that is no boolean is refused: whether something is deleted must not hang on what counts as true. */
function flagsOf(options: TeardownOptions): number {
  checkObject("options", options);
  const { dryRun, withFilters, checkpoint } = options;
  for (const [name, flag] of Object.entries({ dryRun, withFilters })) {
    if (flag !== undefined && typeof flag !== "boolean") {
      throw parameterError(name, "must be a boolean");
    }
  }
  return (
    (dryRun ? Flag.DRY_RUN : 0) +
    (withFilters ? Flag.WITH_FILTERS : 0) +
    (checkpoint === undefined ? 0 : Flag.CHECKPOINTS)
  );
}
