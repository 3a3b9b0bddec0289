/** What the generated table of operations is written with: it is part of each copy of the package, and shorter so. */

import type { OperationSpec, ParameterSpec, RefusalSpec, RegionSpec } from "./generated/table.js";
import { hints } from "./hints.js";

export function operation(
  name: OperationSpec["name"],
  kind: OperationSpec["kind"],
  async: boolean,
  dryRun: boolean,
  clientToken: boolean,
  description: string,
  params: ParameterSpec[],
  errors: RefusalSpec[],
): OperationSpec {
  return { name, kind, async, dryRun, clientToken, description, params, errors };
}

/** `of` are the values of a string, or what a list or an object consists of. */
export function parameter(
  name: string,
  type: ParameterSpec["type"],
  required: boolean,
  description: string,
  min?: number,
  max?: number,
  of?: string[] | ParameterSpec[],
): ParameterSpec {
  return {
    name,
    type,
    required,
    ...(of !== undefined && type === "string" ? { enum: of as string[] } : {}),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(of !== undefined && type !== "string" ? { items: of as ParameterSpec[] } : {}),
    description,
  };
}

/**
 * What reads `12 7/404`: codes by their places among all, with a status where it is not 400. `kinds` has a digit a code,
 * the place of its kind in `names`.
 */
export function refusalsOf(names: string, kinds: string): (text: string) => RefusalSpec[] {
  const all = Array.from(hints(), ([code, hint], at) => {
    const kind = names.split(" ")[Number.parseInt(kinds.charAt(at), 36)] as string;
    return { code, kind, hint };
  });
  return (text) =>
    (text.match(/[^ ]+/g) ?? []).map((entry) => {
      const [at, status = 400] = entry.split("/").map(Number);
      const { code, kind, hint } = all[at as number] as (typeof all)[number];
      return { code, status, kind, hint };
    });
}

export function region(
  regionId: string,
  trafficMirroring: boolean,
  endpoint = `vpc.${regionId}.aliyuncs.com`,
): RegionSpec {
  return { regionId, endpoint, trafficMirroring };
}
