//! `operations.ts`: the types of parameters and results.

use std::collections::BTreeMap;

use alicloud_traffic_mirror_request::service::{Field, FieldShape, OPERATIONS, Operation, Shape};

use crate::limits::sentences;
use crate::text::{doc, method_of, quoted, union_of};

/// Object types by name. Several operations name the same ones.
type Named = BTreeMap<&'static str, String>;

pub fn render() -> Result<String, String> {
    let mut named = Named::new();
    let mut interfaces = String::new();
    for row in OPERATIONS {
        interfaces += &interfaces_of(row, &mut named)?;
    }
    let mut out = String::from("import type { CallOptions } from \"../types.js\";\n\n");
    for body in named.values() {
        out += body;
    }
    out += &interfaces;
    out += &indexes();
    Ok(out)
}

/// Members that most operations have, and the interface which has them for all of those.
const COMMON: [(&str, &str); 4] = [
    ("RegionId", "InRegion"),
    ("ClientToken", "Repeatable"),
    ("DryRun", "Rehearsable"),
    ("RequestId", "Answered"),
];

fn interfaces_of(row: &Operation, named: &mut Named) -> Result<String, String> {
    let action = row.name;
    let mut params = Interface::default();
    for param in row.params {
        let optional = !param.required || param.name == "RegionId";
        let mut about = sentences(param);
        if param.name == "RegionId" {
            about += " The client fills it in from its own `regionId`.";
        }
        let kind = param_type(&param.shape, named)?;
        let text = member(&about, param.name, optional, &given_or_not(kind, optional));
        params.add(param.name, &text, named)?;
    }
    let mut result = Interface::default();
    for (at, field) in row.result.iter().enumerate() {
        result.add(field.name, &field_member(field, at == 0, "", named)?, named)?;
    }
    Ok([
        doc("", &format!("Parameters of {action}. {}", row.summary)),
        params.render(&format!("{action}Params")),
        doc("", &format!("What {action} answers.")),
        result.render(&format!("{action}Result")),
    ]
    .concat())
}

#[derive(Default)]
struct Interface {
    bases: Vec<&'static str>,
    members: String,
}

impl Interface {
    fn add(&mut self, name: &str, text: &str, named: &mut Named) -> Result<(), String> {
        if let Some((_, base)) = COMMON.iter().find(|(common, _)| *common == name) {
            name_it(base, format!("interface {base} {{\n{text}}}\n\n"), named)?;
            self.bases.push(base);
        } else {
            self.members += text;
        }
        Ok(())
    }

    fn render(&self, name: &str) -> String {
        let extends = if self.bases.is_empty() {
            String::new()
        } else {
            format!(" extends {}", self.bases.join(", "))
        };
        let start = format!("export interface {name}{extends} {{");
        if self.members.is_empty() {
            return format!("{start}}}\n\n");
        }
        format!("{start}\n{}}}\n\n", self.members)
    }
}

/// Lookups over all operations.
fn indexes() -> String {
    let mut out =
        String::from("/** The operations of the table: what each takes and answers. */\n");
    out += "export interface Operations {\n";
    for Operation { name, .. } in OPERATIONS {
        out += &format!("  {name}: {{ params: {name}Params; result: {name}Result }};\n");
    }
    out += "}\n\n/** The name of an operation of the table. */\nexport type Action = keyof Operations;\n\n";
    out += "/** Every action of the table, in its order. */\nexport const actions = [\n";
    for Operation { name, .. } in OPERATIONS {
        out += &format!("  {},\n", quoted(name));
    }
    out += "] as const satisfies readonly Action[];\n\n";
    out += &methods();
    out
}

/// The class that the client extends.
fn methods() -> String {
    let mut out = String::from(
        "/** One method an operation; `run` sends the call. */\nexport abstract class OperationCalls {\n",
    );
    out += "  protected abstract run(action: string, params: object, options?: CallOptions): Promise<unknown>;\n";
    for Operation {
        name,
        params,
        summary,
        ..
    } in OPERATIONS
    {
        let method = method_of(name);
        // Where nothing but the region is required, the parameters can be left out.
        let demanding = params
            .iter()
            .any(|param| param.required && param.name != "RegionId");
        let default = if demanding { "" } else { " = {}" };
        out += "\n";
        out += &doc("  ", summary);
        out += &format!(
            "  {method}(params: {name}Params{default}, options?: CallOptions): Promise<{name}Result> {{\n    \
             return this.run({}, params, options) as Promise<{name}Result>;\n  }}\n",
            quoted(name)
        );
    }
    out += "}\n";
    out
}

fn member(about: &str, name: &str, optional: bool, kind: &str) -> String {
    let mark = if optional { "?" } else { "" };
    format!("{}  {name}{mark}: {kind};\n", doc("  ", about))
}

/// A parameter that is `undefined` counts as not given, which `exactOptionalPropertyTypes` wants to be told.
fn given_or_not(kind: String, optional: bool) -> String {
    if optional {
        kind + " | undefined"
    } else {
        kind
    }
}

fn param_type(shape: &Shape, named: &mut Named) -> Result<String, String> {
    Ok(match shape {
        Shape::Text(text) => union_of(text.one_of),
        Shape::Integer { .. } => "number".into(),
        Shape::Boolean { .. } => "boolean".into(),
        Shape::List { item, .. } => {
            let item = param_type(item, named)?;
            if item.contains('|') {
                format!("readonly ({item})[]")
            } else {
                format!("readonly {item}[]")
            }
        }
        Shape::Object { type_name, fields } => {
            let mut body = format!("export interface {type_name} {{\n");
            for field in *fields {
                let optional = !field.required;
                let kind = given_or_not(param_type(&field.shape, named)?, optional);
                body += &member(&sentences(field), field.name, optional, &kind);
            }
            name_it(type_name, body + "}\n\n", named)?
        }
    })
}

fn field_type(shape: &FieldShape, named: &mut Named) -> Result<String, String> {
    Ok(match shape {
        FieldShape::Text(known) => union_of(known),
        FieldShape::Integer => "number".into(),
        FieldShape::Boolean => "boolean".into(),
        FieldShape::List(item) => {
            let item = field_type(item, named)?;
            if item.contains('|') {
                format!("({item})[]")
            } else {
                format!("{item}[]")
            }
        }
        FieldShape::Object(type_name, fields) => {
            let body = members(fields, type_name, named)?;
            name_it(
                type_name,
                format!("export interface {type_name} {{\n{body}}}\n\n"),
                named,
            )?
        }
    })
}

fn members(fields: &[Field], owner: &str, named: &mut Named) -> Result<String, String> {
    fields
        .iter()
        .enumerate()
        .map(|(at, field)| field_member(field, at == 0, owner, named))
        .collect()
}

fn field_member(
    field: &Field,
    is_first: bool,
    owner: &str,
    named: &mut Named,
) -> Result<String, String> {
    let kind = field_type(&field.shape, named)?;
    let optional = !always_there(field, is_first, owner);
    Ok(member(field.description, field.name, optional, &kind))
}

/// Lists are (an absent one is read as empty), and so is what an answer or object begins with, since that is what it is
/// about, with its state. Everything else the service leaves out at times.
fn always_there(field: &Field, is_first: bool, owner: &str) -> bool {
    is_first
        || matches!(field.shape, FieldShape::List(_))
        || field.name == "RequestId"
        || field.name.strip_prefix(owner) == Some("Status")
}

fn name_it(name: &'static str, body: String, named: &mut Named) -> Result<String, String> {
    match named.get(name) {
        Some(known) if *known != body => Err(format!("two different types are called {name}")),
        _ => {
            named.insert(name, body);
            Ok(name.into())
        }
    }
}
