//! `table.ts` and `hints.ts`: the table as data, for user interfaces and error messages.

use alicloud_traffic_mirror::service::{
    CATALOGUE, OPERATIONS, Operation, Param, REGIONS, Shape, classify,
};

use crate::text::quoted;

const TYPES: &str = r#"import { hints } from "./hints.js";
import type { Action } from "./operations.js";

/** A parameter, as a form would show it. */
export interface ParameterSpec {
  name: string;
  type: "string" | "integer" | "boolean" | "list" | "object";
  required: boolean;
  /** The only values allowed, where they are enumerated. */
  enum?: readonly string[];
  /** Smallest integer or least characters, where documented. */
  min?: number;
  /** Largest integer, most characters or most items, where documented. */
  max?: number;
  /** Of a list: one specification, that of each item. Of an object: one a field. */
  items?: readonly ParameterSpec[];
  description: string;
}

/** A documented refusal. */
export interface RefusalSpec {
  code: string;
  status: number;
  kind: string;
  /** What the user can do. */
  hint: string;
}

/** An operation of the API. */
export interface OperationSpec {
  name: Action;
  kind: "read" | "write";
  /** Answers before the work is done. */
  async: boolean;
  dryRun: boolean;
  clientToken: boolean;
  /** What it does, in a sentence. */
  description: string;
  params: readonly ParameterSpec[];
  errors: readonly RefusalSpec[];
}

/** A region and the host that serves it. */
export interface RegionSpec {
  regionId: string;
  endpoint: string;
  trafficMirroring: boolean;
}

const refusal = (code: string, status: number, kind: string): RefusalSpec => ({
  code,
  status,
  kind,
  hint: hints[code] ?? "",
});

"#;

pub fn render() -> String {
    let mut out = String::from(TYPES);
    out += "/**\n * The service's operations as data.\n *\n * @example\n * const writes = operations.filter(({ kind }) => kind === \"write\").map(({ name }) => name);\n */\nexport const operations: readonly OperationSpec[] = [\n";
    for row in OPERATIONS {
        out += &operation(row);
    }
    out += "];\n\n/**\n * The known regions.\n *\n * @example\n * const open = regions.filter(({ trafficMirroring }) => trafficMirroring).map(({ regionId }) => regionId);\n */\nexport const regions: readonly RegionSpec[] = [\n";
    for region in REGIONS {
        out += &format!(
            "  {{ regionId: {}, endpoint: {}, trafficMirroring: {} }},\n",
            quoted(region.region_id),
            quoted(&region.host()),
            region.traffic_mirroring
        );
    }
    out += "];\n";
    out
}

/// Without a prototype: a code named `constructor` has no hint.
pub fn render_hints() -> String {
    let mut out = String::from(
        "/** What the user can do about an error code. */\nexport const hints: Readonly<Record<string, string>> = {\n",
    );
    out += "  __proto__: null as never,\n";
    for row in CATALOGUE {
        out += &format!("  {}: {},\n", quoted(row.code), quoted(row.hint));
    }
    out += "};\n";
    out
}

fn operation(row: &Operation) -> String {
    let mut out = format!(
        "  {{\n    name: {},\n    kind: \"{}\",\n    async: {},\n    dryRun: {},\n    clientToken: {},\n    description: {},\n",
        quoted(row.name),
        row.kind.as_str(),
        row.is_async,
        row.dry_run,
        row.client_token,
        quoted(row.summary)
    );
    out += "    params: [\n";
    for param in row.params {
        out += &format!("      {},\n", parameter(param));
    }
    out += "    ],\n    errors: [\n";
    for (code, status) in row.errors {
        out += &format!(
            "      /* @__PURE__ */ refusal({}, {status}, \"{}\"),\n",
            quoted(code),
            classify(code).kind.as_str()
        );
    }
    out += "    ],\n  },\n";
    out
}

fn parameter(param: &Param) -> String {
    specification(param.name, param.required, &param.shape, param.description)
}

fn specification(name: &str, required: bool, shape: &Shape, description: &str) -> String {
    let mut rest = String::new();
    let kind = match shape {
        Shape::Text(text) => {
            if !text.one_of.is_empty() {
                let values: Vec<String> = text.one_of.iter().copied().map(quoted).collect();
                rest += &format!(", enum: [{}]", values.join(", "));
            }
            if text.min > 0 {
                rest += &format!(", min: {}", text.min);
            }
            if text.max > 0 {
                rest += &format!(", max: {}", text.max);
            }
            "string"
        }
        Shape::Integer { min, max, .. } => {
            if *min != i64::MIN {
                rest += &format!(", min: {min}");
            }
            if *max != i64::MAX {
                rest += &format!(", max: {max}");
            }
            "integer"
        }
        Shape::Boolean { .. } => "boolean",
        Shape::List { item, max_items } => {
            if *max_items > 0 {
                rest += &format!(", max: {max_items}");
            }
            // As the documentation writes it: `Tag.N.Key`.
            rest += &format!(", items: [{}]", specification("N", true, item, ""));
            "list"
        }
        Shape::Object { fields, .. } => {
            let fields: Vec<String> = fields.iter().map(parameter).collect();
            rest += &format!(", items: [{}]", fields.join(", "));
            "object"
        }
    };
    format!(
        "{{ name: {}, type: \"{kind}\", required: {required}{rest}, description: {} }}",
        quoted(name),
        quoted(description)
    )
}
