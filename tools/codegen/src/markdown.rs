//! The generated parts of the documentation.

use alicloud_traffic_mirror_request::service::{
    CATALOGUE, CODE_FORMS, Catalogued, Class, CodeForm, Field, FieldShape, Form, OPERATIONS,
    Operation, Param, Scope, Shape,
};

use crate::limits::sentences;
use crate::text::method_of;

/// The operations, one a line.
pub fn overview() -> String {
    let mut out = header(&[
        "operation",
        "method",
        "what it does",
        "access",
        "async",
        "ClientToken",
        "DryRun",
        "confidence, source",
    ]);
    for row in OPERATIONS {
        out += &line(&[
            row.name.into(),
            code(&method_of(row.name)),
            row.summary.into(),
            row.kind.as_str().into(),
            yes(row.is_async).into(),
            yes(row.client_token).into(),
            yes(row.dry_run).into(),
            // The source is a sentence; it stands where the link leads.
            format!(
                "[{}](docs/operations.md#{})",
                row.confidence.as_str(),
                row.name.to_lowercase()
            ),
        ]);
    }
    out
}

/// The error catalogue, by where a code can come from, then the forms of unknown codes.
pub fn errors() -> String {
    let mut out = String::new();
    for (heading, scope) in [
        ("Listed for operations of the table", Scope::Listed),
        ("From the gateway, for any operation", Scope::Any),
        (
            "Not listed for these operations, but known of their siblings and clients",
            Scope::Unlisted,
        ),
    ] {
        out += &format!("\n## {heading}\n\n");
        out += &header(&[
            "code",
            "status",
            "kind",
            "retryable",
            "what to do",
            "operations",
        ]);
        for row in CATALOGUE.iter().filter(|row| row.scope == scope) {
            out += &error(row);
        }
    }
    out += "\n## Any other code\n\nThe first line that fits counts.\n\n";
    out += &header(&["the code", "kind", "retryable"]);
    for (form, part, class) in CODE_FORMS {
        let verb = match form {
            CodeForm::Starts => "begins with",
            CodeForm::Contains => "contains",
            CodeForm::Ends => "ends with",
        };
        out += &line(&[
            format!("{verb} {}", code(part)),
            class.kind.as_str().into(),
            yes(class.retryable).into(),
        ]);
    }
    // No code is empty, so nothing but this is left for it.
    let Class { kind, retryable } = alicloud_traffic_mirror_request::service::classify("");
    out += &line(&[
        "is none of these; with a status of 500 or more it is `unavailable` and retryable".into(),
        kind.as_str().into(),
        yes(retryable).into(),
    ]);
    out + "\n"
}

fn error(row: &Catalogued) -> String {
    let statuses: Vec<String> = row.statuses.iter().map(u16::to_string).collect();
    let operations = match row.scope {
        Scope::Any => "any".into(),
        Scope::Unlisted => "not said".into(),
        Scope::Listed => OPERATIONS
            .iter()
            .filter(|operation| operation.errors.iter().any(|(code, _)| *code == row.code))
            .map(|operation| operation.name)
            .collect::<Vec<_>>()
            .join(", "),
    };
    line(&[
        code(row.code),
        if statuses.is_empty() {
            "not known".into()
        } else {
            statuses.join(", ")
        },
        row.class.kind.as_str().into(),
        yes(row.class.retryable).into(),
        row.hint.into(),
        operations,
    ])
}

/// Every operation with its parameters and results.
pub fn reference() -> String {
    let sections: String = OPERATIONS.iter().map(|row| operation(row)).collect();
    sections + "\n"
}

fn operation(row: &Operation) -> String {
    let mut out = format!("\n## {}\n\n{}\n\n", row.name, row.summary);
    out += &format!("- {}\n", traits(row).join("; "));
    out += &format!(
        "- Source ({}): {}.\n\n",
        row.confidence.as_str(),
        row.source
    );
    out += &header(&["parameter", "type", "required", "about"]);
    for param in row.params {
        parameter("", param, &mut out);
    }
    out += "\n";
    out += &header(&["result", "type", "about"]);
    for field in row.result {
        result("", field, &mut out);
    }
    out += "\n";
    if row.errors.is_empty() {
        out += "No refusal is listed for this operation, only those of the gateway.\n";
    } else {
        let errors: Vec<String> = row
            .errors
            .iter()
            .map(|(name, status)| format!("{} ({status})", code(name)))
            .collect();
        out += &format!("Refusals: {}.\n", errors.join(", "));
    }
    out
}

fn traits(row: &Operation) -> Vec<String> {
    let mut out = vec![
        code(&format!("client.{}(params)", method_of(row.name))),
        row.kind.as_str().into(),
    ];
    if row.is_async {
        out.push(match row.poll {
            Some(list) => format!("asynchronous: the outcome shows in {}", code(list)),
            None => "asynchronous".into(),
        });
    }
    for (has, name) in [(row.client_token, "ClientToken"), (row.dry_run, "DryRun")] {
        if has {
            out.push(format!("takes {}", code(name)));
        }
    }
    if let Some(object) = row.serialized_per {
        out.push(format!("one such call at a time per {object}"));
    }
    if let Some(rate) = row.rate {
        let seconds = rate.period_ms / 1000;
        out.push(format!("at most {} calls in {seconds} s", rate.calls));
    }
    out
}

fn parameter(prefix: &str, param: &Param, out: &mut String) {
    let path = format!("{prefix}{}", param.name);
    let mut about = sentences(param);
    if let Shape::Text(text) = param.shape
        && !text.one_of.is_empty()
    {
        about += &format!(" One of {}.", listing(text.one_of));
    }
    if path == "RegionId" {
        about += " The client fills it in from its own `regionId`.";
    }
    *out += &line(&[
        code(&path),
        param_type(&param.shape),
        yes(param.required).into(),
        about,
    ]);
    // As the documentation of the service writes it: `Tag.N.Key`.
    let (below, shape) = match &param.shape {
        Shape::List { item, .. } => (format!("{path}.N."), *item),
        other => (format!("{path}."), other),
    };
    if let Shape::Object { fields, .. } = shape {
        for field in *fields {
            parameter(&below, field, out);
        }
    }
}

fn param_type(shape: &Shape) -> String {
    match shape {
        Shape::Text(text) => match text.form {
            Form::Any | Form::Token => "string".into(),
            Form::Id("") => "identifier".into(),
            Form::Id(prefix) => format!("identifier {}", code(&format!("{prefix}…"))),
            Form::Cidr => "CIDR block".into(),
            Form::PortRange => "port range".into(),
        },
        Shape::Integer { .. } => "integer".into(),
        Shape::Boolean { .. } => "boolean".into(),
        Shape::List { item, .. } => format!("list: {}", param_type(item)),
        Shape::Object { .. } => "object".into(),
    }
}

fn result(prefix: &str, field: &Field, out: &mut String) {
    let mut path = format!("{prefix}{}", field.name);
    let mut about = field.description.to_owned();
    if let FieldShape::Text(known) = field.shape
        && !known.is_empty()
    {
        about += &format!(" Known values: {}.", listing(known));
    }
    *out += &line(&[code(&path), field_type(&field.shape), about]);
    let mut shape = &field.shape;
    while let FieldShape::List(item) = shape {
        path += "[]";
        shape = item;
    }
    if let FieldShape::Object(_, fields) = shape {
        for field in *fields {
            result(&format!("{path}."), field, out);
        }
    }
}

fn field_type(shape: &FieldShape) -> String {
    match shape {
        FieldShape::Text(_) => "string".into(),
        FieldShape::Integer => "integer".into(),
        FieldShape::Boolean => "boolean".into(),
        FieldShape::List(item) => format!("list: {}", field_type(item)),
        FieldShape::Object(..) => "object".into(),
    }
}

fn listing(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().copied().map(code).collect();
    values.join(", ")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "" }
}

fn header(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    format!("{}|{}\n", line(&names), "---|".repeat(names.len()))
}

fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    // Nothing between two bars where a cell is empty, rather than two spaces.
    format!("| {} |\n", cells.join(" | "))
        .replace("|  |", "| |")
        .replace("|  |", "| |")
}
