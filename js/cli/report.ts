/** What became of a teardown. */

import type { TeardownReport } from "../entries/index.js";
import { spoken } from "./choice.js";
import { errorJson, exitCodeFor, lineFor, type Refused, refusedJson } from "./failure.js";
import { inWords, keptJson, number } from "./plan.js";
import { clean } from "./terminal.js";

export interface Outcome {
  report: TeardownReport;
  /** Those with `deleting` had begun to delete, and broke off. */
  refused: (Refused & { deleting?: string[] | undefined })[];
}

/** One report out of several. */
export function merge(reports: readonly TeardownReport[], elapsedMs: number): TeardownReport {
  return {
    deleted: reports.flatMap(({ deleted }) => deleted),
    alreadyGone: reports.flatMap(({ alreadyGone }) => alreadyGone),
    kept: reports.flatMap(({ kept }) => kept),
    failed: reports.flatMap(({ failed }) => failed),
    calls: reports.reduce((sum, { calls }) => sum + calls, 0),
    elapsedMs,
  };
}

/** Everything that ended otherwise than asked, a line each, and the sum. */
export function reportLines({ report, refused }: Outcome): string[] {
  const { deleted, alreadyGone, kept, failed, calls, elapsedMs } = report;
  const broken = refused.filter(({ deleting }) => deleting !== undefined);
  const deleting = broken.flatMap((one) => one.deleting ?? []);
  const unplanned = refused.length - broken.length;
  const counts = [
    `${deleted.length} deleted`,
    ...(deleting.length > 0 ? [`${deleting.length} deleting`] : []),
    ...(alreadyGone.length > 0 ? [`${alreadyGone.length} already gone`] : []),
    ...(kept.length > 0 ? [`${kept.length} kept`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(unplanned > 0 ? [`${number(unplanned, "region")} refused`] : []),
    ...(broken.length > 0 ? [`${number(broken.length, "region")} broken off`] : []),
  ];
  return [
    ...alreadyGone.map((id) => `${clean(id)}: already gone`),
    ...kept.map(({ id, reason }) => `${clean(id)}: kept, ${inWords(reason)}`),
    ...failed.map(({ id, error }) => `${clean(id)}: failed, ${lineFor(error)}`),
    ...broken.map(({ regionId }) => `${regionId}: broken off, and what became of the rest is not known`),
    `${counts.join(", ")}; ${number(calls, "call")}, ${spoken(elapsedMs)}`,
  ];
}

export function reportJson({ report, refused }: Outcome): object {
  return {
    ...report,
    kept: keptJson(report.kept),
    failed: report.failed.map(({ id, error }) => ({ id, error: errorJson(error) })),
    refused: refusedJson(refused),
  };
}

/** As of everything that was tried, `regions` in number. */
export function exitCodeOfReport({ report, refused }: Outcome, regions: number): number {
  const deleting = refused.flatMap((one) => one.deleting ?? []);
  const gone = report.deleted.length + report.alreadyGone.length + deleting.length;
  const failures = report.failed.length + refused.length;
  // A region that answered and had nothing to delete is a success, too.
  const succeeded = gone + (report.failed.length === 0 ? regions - refused.length : 0);
  return exitCodeFor(succeeded, failures);
}
