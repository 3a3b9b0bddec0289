//! `table.ts` and `hints.ts`: the table as data, for user interfaces and error messages. Both are part of what is
//! published, so what occurs more than once is written once.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use alicloud_traffic_mirror_request::service::{
    CATALOGUE, OPERATIONS, Operation, Param, REGIONS, Shape, classify,
};

use crate::text::quoted;

const TYPES: &str = r#"import { operation, parameter, refusalsOf, region } from "../specs.js";
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

"#;

pub fn render() -> String {
    let mut out = String::from(TYPES);
    out += "/**\n * The service's operations as data.\n *\n * @example\n * const writes = operations.filter(({ kind }) => kind === \"write\").map(({ name }) => name);\n */\nexport const operations: readonly OperationSpec[] = /* @__PURE__ */ allOperations();\n\n";
    out += "/**\n * The known regions.\n *\n * @example\n * const open = regions.filter(({ trafficMirroring }) => trafficMirroring).map(({ regionId }) => regionId);\n */\nexport const regions: readonly RegionSpec[] = /* @__PURE__ */ allRegions();\n\n";
    out += &all_operations();
    out += "function allRegions(): RegionSpec[] {\n  return [\n";
    for region in REGIONS {
        let id = region.region_id;
        let host = region.host();
        let usual = host == format!("vpc.{id}.aliyuncs.com");
        let other = if usual {
            String::new()
        } else {
            format!(", {}", quoted(&host))
        };
        out += &format!(
            "    region({}, {}{other}),\n",
            quoted(id),
            region.traffic_mirroring
        );
    }
    out += "  ];\n}\n";
    out
}

/// In a function, so that bundlers can leave it out.
fn all_operations() -> String {
    let mut names = Vec::new();
    let kinds: String = codes()
        .map(|code| digit(classify(code).kind.as_str(), &mut names))
        .collect();
    let rows: String = OPERATIONS.iter().copied().map(operation).collect();
    format!(
        "function allOperations(): OperationSpec[] {{\n  // By the place of a code in hints.ts.\n  const refusals = refusalsOf({}, {});\n{}}}\n\n",
        quoted(&names.join(" ")),
        quoted(&kinds),
        shared(format!("  return [\n{rows}  ];\n"))
    )
}

/// The same with a constant for each parameter that occurs more than once: the longest first, since others are in them.
fn shared(mut body: String) -> String {
    let mut texts = BTreeSet::new();
    for param in OPERATIONS.iter().flat_map(|row| row.params) {
        collect(parameter(param), &param.shape, &mut texts);
    }
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by_key(|text| Reverse(text.len()));
    let mut count = 0;
    for text in texts {
        if body.matches(&text).count() > 1 {
            let name = format!("p{count}");
            body = format!("  const {name} = {text};\n{}", body.replace(&text, &name));
            count += 1;
        }
    }
    body
}

/// The text of a parameter, and those of what it consists of.
fn collect(text: String, shape: &Shape, texts: &mut BTreeSet<String>) {
    texts.insert(text);
    match shape {
        Shape::List { item, .. } => collect(item_of(item), item, texts),
        Shape::Object { fields, .. } => {
            for field in *fields {
                collect(parameter(field), &field.shape, texts);
            }
        }
        _ => {}
    }
}

/// The place of a kind among those that have one, which it gets here if need be.
fn digit(kind: &'static str, names: &mut Vec<&'static str>) -> char {
    let place = names
        .iter()
        .position(|name| *name == kind)
        .unwrap_or_else(|| {
            names.push(kind);
            names.len() - 1
        });
    u32::try_from(place)
        .ok()
        .and_then(|place| char::from_digit(place, 36))
        .unwrap_or('?')
}

/// What the user can do, and the codes of which that is true, in the order of the catalogue.
fn hints() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all = Vec::<(&str, Vec<&str>)>::new();
    for row in CATALOGUE {
        match all.iter_mut().find(|(hint, _)| *hint == row.hint) {
            Some((_, codes)) => codes.push(row.code),
            None => all.push((row.hint, vec![row.code])),
        }
    }
    all
}

/// All codes, in the order of the hints.
fn codes() -> impl Iterator<Item = &'static str> {
    hints().into_iter().flat_map(|(_, codes)| codes)
}

/// One text with a line a hint, which `js/hints.ts` reads.
pub fn render_hints() -> String {
    let entries: Vec<_> = hints()
        .iter()
        .map(|(hint, codes)| format!("{} {hint}", codes.join(",")))
        .collect();
    format!(
        "/** In each line what the user can do, and before it the codes of which that is true. */\nexport const text =\n  {};\n",
        quoted(&entries.join("\n"))
    )
}

fn operation(row: &Operation) -> String {
    let mut out = format!(
        "    operation({}, \"{}\", {}, {}, {}, {}, [\n",
        quoted(row.name),
        row.kind.as_str(),
        row.is_async,
        row.dry_run,
        row.client_token,
        quoted(row.summary)
    );
    for param in row.params {
        out += &format!("      {},\n", parameter(param));
    }
    let refusals: Vec<_> = row
        .errors
        .iter()
        .map(|(code, status)| {
            let place = codes().position(|other| other == *code).unwrap_or_default();
            let status = if *status == 400 {
                String::new()
            } else {
                format!("/{status}")
            };
            format!("{place}{status}")
        })
        .collect();
    out + &format!("    ], refusals(\"{}\")),\n", refusals.join(" "))
}

fn parameter(param: &Param) -> String {
    specification(param.name, param.required, &param.shape, param.description)
}

/// As the documentation writes it: `Tag.N.Key`.
fn item_of(shape: &Shape) -> String {
    specification("N", true, shape, "")
}

fn specification(name: &str, required: bool, shape: &Shape, description: &str) -> String {
    let mut min = None;
    let mut max = None;
    let mut parts = Vec::new();
    let kind = match shape {
        Shape::Text(text) => {
            parts = text.one_of.iter().copied().map(quoted).collect();
            min = (text.min > 0).then(|| text.min.to_string());
            max = (text.max > 0).then(|| text.max.to_string());
            "string"
        }
        Shape::Integer {
            min: least,
            max: most,
            ..
        } => {
            min = (*least != i64::MIN).then(|| least.to_string());
            max = (*most != i64::MAX).then(|| most.to_string());
            "integer"
        }
        Shape::Boolean { .. } => "boolean",
        Shape::List { item, max_items } => {
            max = (*max_items > 0).then(|| max_items.to_string());
            parts = vec![item_of(item)];
            "list"
        }
        Shape::Object { fields, .. } => {
            parts = fields.iter().map(parameter).collect();
            "object"
        }
    };
    let parts = (!parts.is_empty()).then(|| format!("[{}]", parts.join(", ")));
    let mut rest = vec![min, max, parts];
    while rest.last().is_some_and(Option::is_none) {
        rest.pop();
    }
    let required = required.to_string();
    let kind = quoted(kind);
    let mut arguments = vec![quoted(name), kind, required, quoted(description)];
    arguments.extend(
        rest.into_iter()
            .map(|one| one.unwrap_or("undefined".into())),
    );
    format!("parameter({})", arguments.join(", "))
}
