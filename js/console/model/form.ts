/** What is filled into a form made from the operation table, and the parameters that it means. */

import type { ParameterSpec } from "alicloud-traffic-mirror";

/** Text as typed, items of a list, or fields of an object by name. */
export type Field = string | Field[] | FieldMap;
export type FieldMap = Map<string, Field>;

/** What a parameter starts with. */
export function blank(spec: ParameterSpec): Field {
  switch (spec.type) {
    case "list":
      return [];
    case "object":
      return new Map((spec.items ?? []).map((field) => [field.name, blank(field)]));
    default:
      return "";
  }
}

/** The fields of a whole operation. */
export function blankForm(params: readonly ParameterSpec[]): FieldMap {
  return new Map(params.map((spec) => [spec.name, blank(spec)]));
}

/** The parameters that the fields mean; what is left empty is left out. */
export function paramsOf(specs: readonly ParameterSpec[], fields: FieldMap): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  for (const spec of specs) {
    const value = meaning(spec, fields.get(spec.name) ?? "");
    if (value !== undefined) {
      params[spec.name] = value;
    }
  }
  return params;
}

function meaning(spec: ParameterSpec, field: Field): unknown {
  if (Array.isArray(field)) {
    const item = spec.items?.[0];
    const values = field.map((one) => (item === undefined ? undefined : meaning(item, one)));
    const given = values.filter((value) => value !== undefined);
    return given.length > 0 ? given : undefined;
  }
  if (field instanceof Map) {
    const value = paramsOf(spec.items ?? [], field);
    return Object.keys(value).length > 0 ? value : undefined;
  }
  if (field === "") {
    return undefined;
  }
  switch (spec.type) {
    case "integer":
      // What is no number goes to the client as it is, which says so.
      return /^-?\d+$/.test(field.trim()) ? Number(field) : field;
    case "boolean":
      return field === "true";
    default:
      return field;
  }
}
