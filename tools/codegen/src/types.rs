//! `operations.ts`: the types of parameters and results.

use std::collections::BTreeMap;

use alicloud_traffic_mirror::service::{
    Field, FieldShape, Form, OPERATIONS, Operation, Param, Shape, Text,
};

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

fn interfaces_of(row: &Operation, named: &mut Named) -> Result<String, String> {
    let action = row.name;
    let mut out = doc("", &format!("Parameters of {action}. {}", row.summary));
    out += &format!("export interface {action}Params {{\n");
    for param in row.params {
        let optional = !param.required || param.name == "RegionId";
        let mut about = sentences(param);
        if param.name == "RegionId" {
            about += " The client fills it in from its own `regionId`.";
        }
        out += &member(
            &about,
            param.name,
            optional,
            &param_type(&param.shape, named)?,
        );
    }
    out += "}\n\n";
    out += &doc("", &format!("What {action} answers."));
    out += &format!("export interface {action}Result {{\n");
    // A Create answers with the id of what it made.
    let made = action.strip_prefix("Create").unwrap_or("");
    out += &members(row.result, made, named)?;
    out += "}\n\n";
    Ok(out)
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
                let kind = param_type(&field.shape, named)?;
                body += &member(&sentences(field), field.name, !field.required, &kind);
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
    let mut out = String::new();
    for field in fields {
        let kind = field_type(&field.shape, named)?;
        out += &member(
            field.description,
            field.name,
            !always_there(field, owner),
            &kind,
        );
    }
    Ok(out)
}

/// Lists are (an absent one is read as empty), and so is what tells an object from its siblings, with its state.
/// Everything else the service leaves out at times.
fn always_there(field: &Field, owner: &str) -> bool {
    matches!(field.shape, FieldShape::List(_))
        || field.name == "RequestId"
        || field
            .name
            .strip_prefix(owner)
            .is_some_and(|rest| !owner.is_empty() && matches!(rest, "Id" | "Status"))
        || (owner == "Tag" && field.name == "Key")
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

/// The description, and the documented limits after it.
fn sentences(param: &Param) -> String {
    let mut out = param.description.to_owned();
    for limit in limits(&param.shape) {
        out += " ";
        out += &limit;
    }
    out
}

fn limits(shape: &Shape) -> Vec<String> {
    let mut out = Vec::new();
    match shape {
        Shape::Text(text) => out.extend(length(text)),
        Shape::Integer { min, max, default } => {
            if (*min, *max) != (i64::MIN, i64::MAX) {
                out.push(format!("{min} to {max}."));
            }
            if let Some(default) = default {
                out.push(format!("Default {default}."));
            }
        }
        Shape::Boolean { default } => {
            if let Some(default) = default {
                out.push(format!("Default {default}."));
            }
        }
        Shape::List { max_items, .. } if *max_items > 0 => {
            out.push(format!("At most {max_items}."));
        }
        Shape::List { .. } | Shape::Object { .. } => {}
    }
    out
}

fn length(text: &Text) -> Option<String> {
    match (text.form, text.min, text.max) {
        // The form's own description gives it.
        (Form::Token, _, _) | (_, _, 0) => None,
        (_, 0, max) => Some(format!("At most {max} characters.")),
        (_, min, max) => Some(format!("{min} to {max} characters.")),
    }
}
