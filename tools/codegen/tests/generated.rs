//! What is generated covers exactly the rows of the table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::PathBuf;
use std::{env, fs, process};

use alicloud_traffic_mirror_request::service::{CATALOGUE, OPERATIONS, Param, Shape, classify};
use codegen::pages::{PARTS, replace, stale, write};

fn typescript(name: &str) -> String {
    let files = codegen::typescript().unwrap();
    files.into_iter().find(|(file, _)| *file == name).unwrap().1
}

fn part(name: &str) -> String {
    let part = PARTS.iter().find(|part| part.name == name).unwrap();
    (part.render)()
}

fn names() -> Vec<&'static str> {
    OPERATIONS.iter().map(|row| row.name).collect()
}

/// What stands between two texts, wherever the first begins a line.
fn found<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.lines()
        .filter_map(|line| line.strip_prefix(before)?.split(after).next())
        .collect()
}

/// The lines from one that begins so to the next that is `}` or `]` and more.
fn block<'a>(text: &'a str, start: &str) -> &'a str {
    let rest = text
        .split_once(start)
        .unwrap_or_else(|| panic!("{start}"))
        .1;
    let end = rest.find("\n}").into_iter().chain(rest.find("\n]")).min();
    &rest[..end.unwrap()]
}

#[test]
fn the_types_know_every_operation_and_no_other() {
    let types = typescript("operations.ts");
    let index = block(&types, "export interface Operations {\n");
    assert_eq!(found(index, "  ", ":"), names());
    let actions = block(&types, "export const actions = [\n");
    assert_eq!(found(actions, "  \"", "\""), names());
    let called: Vec<_> = types
        .match_indices("return this.run(\"")
        .map(|(at, start)| types[at + start.len()..].split('"').next().unwrap())
        .collect();
    assert_eq!(called, names());
}

#[test]
fn the_types_know_every_parameter_and_every_field_of_a_result() {
    let types = typescript("operations.ts");
    for row in OPERATIONS {
        for (suffix, expected) in [
            (
                "Params",
                row.params.iter().map(|param| param.name).collect(),
            ),
            (
                "Result",
                row.result
                    .iter()
                    .map(|field| field.name)
                    .collect::<Vec<_>>(),
            ),
        ] {
            let mut members = members_of(&types, &format!("{}{suffix}", row.name));
            let mut expected = expected;
            members.sort_unstable();
            expected.sort_unstable();
            assert_eq!(members, expected, "{}{suffix}", row.name);
        }
    }
}

/// The members of an interface and of those that it extends.
fn members_of<'a>(types: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("interface {name} ");
    let head = types
        .lines()
        .find_map(|line| line.trim_start_matches("export ").strip_prefix(&start))
        .unwrap_or_else(|| panic!("{name}"));
    let bases = head
        .trim_end_matches([' ', '{', '}'])
        .strip_prefix("extends ");
    let own = if head.ends_with('}') {
        ""
    } else {
        block(types, &format!("{start}{head}\n"))
    };
    let own = own
        .lines()
        .filter(|line| !line.trim_start().starts_with("/**"))
        .map(|line| line.trim_start().split(['?', ':']).next().unwrap());
    bases
        .into_iter()
        .flat_map(|bases| bases.split(", "))
        .flat_map(|base| members_of(types, base))
        .chain(own)
        .collect()
}

#[test]
fn the_data_for_user_interfaces_has_every_operation_refusal_and_hint() {
    let hints = typescript("hints.ts");
    let (_, text) = hints.split_once("export const text =\n  \"").unwrap();
    let mut codes = Vec::new();
    for entry in text.strip_suffix("\";\n").unwrap().split("\\n") {
        let (listed, hint) = entry.split_once(' ').unwrap();
        for code in listed.split(',') {
            let row = CATALOGUE.iter().find(|row| row.code == code).unwrap();
            assert_eq!(row.hint, hint, "{code}");
            codes.push(code);
        }
    }
    assert_eq!(codes.len(), CATALOGUE.len());

    let table = typescript("table.ts");
    let (_, operations) = table.split_once("function allOperations").unwrap();
    assert_eq!(found(operations, "    operation(\"", "\""), names());
    let refusals: Vec<Vec<_>> = found(operations, "    ], refusals(\"", "\"")
        .iter()
        .map(|text| {
            text.split_whitespace()
                .map(|refusal| refusal_of(refusal, &codes))
                .collect()
        })
        .collect();
    let expected: Vec<_> = OPERATIONS.iter().map(|row| row.errors.to_vec()).collect();
    assert_eq!(refusals, expected);

    let (_, kinds) = operations.split_once("refusalsOf(\"").unwrap();
    let mut kinds = kinds.split('"');
    let kind_names: Vec<_> = kinds.next().unwrap().split(' ').collect();
    for (digit, code) in kinds.nth(1).unwrap().chars().zip(&codes) {
        let place = usize::try_from(digit.to_digit(36).unwrap()).unwrap();
        assert_eq!(kind_names[place], classify(code).kind.as_str(), "{code}");
    }
}

/// `7` or `7/404`: a code by its place, and a status where it is not 400.
fn refusal_of<'a>(text: &str, codes: &[&'a str]) -> (&'a str, u16) {
    let (place, status) = text.split_once('/').unwrap_or((text, "400"));
    (
        codes[place.parse::<usize>().unwrap()],
        status.parse().unwrap(),
    )
}

#[test]
fn the_readme_has_a_line_for_every_operation() {
    let table = part("operations");
    let mut lines = table.lines();
    let columns = lines.next().unwrap().matches('|').count();
    let rows: Vec<Vec<&str>> = lines
        .skip(1)
        .map(|line| {
            assert_eq!(line.matches('|').count(), columns, "{line}");
            line.trim_matches('|').split('|').map(str::trim).collect()
        })
        .collect();
    let shown: Vec<_> = rows.iter().map(|cells| cells[0]).collect();
    assert_eq!(shown, names());
    for (cells, row) in rows.iter().zip(OPERATIONS) {
        assert!(cells[1].trim_matches('`').eq_ignore_ascii_case(row.name));
        assert_eq!(cells[2], row.summary);
        let is = |at: usize| cells[at] == "yes";
        assert_eq!(
            (is(4), is(5), is(6)),
            (row.is_async, row.client_token, row.dry_run)
        );
    }
}

#[test]
fn the_page_of_errors_has_every_code_once_with_what_to_do() {
    let page = part("errors");
    let mut shown = found(&page, "| `", "`");
    let mut known: Vec<_> = CATALOGUE.iter().map(|row| row.code).collect();
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known);
    for row in CATALOGUE {
        assert!(page.contains(&format!("| {} |", row.hint)), "{}", row.code);
    }
}

#[test]
fn the_reference_has_every_operation_with_all_of_its_parameters_results_and_refusals() {
    let page = part("reference");
    assert_eq!(found(&page, "## ", "\n"), names());
    let sections: Vec<_> = page.split("\n## ").skip(1).collect();
    for (section, row) in sections.iter().zip(OPERATIONS) {
        let shown = found(section, "| `", "`");
        for param in row.params {
            for path in paths("", param) {
                assert!(shown.contains(&path.as_str()), "{}: {path}", row.name);
            }
        }
        for field in row.result {
            assert!(shown.contains(&field.name), "{}: {}", row.name, field.name);
        }
        for (code, status) in row.errors {
            assert!(
                section.contains(&format!("`{code}` ({status})")),
                "{}: {code}",
                row.name
            );
        }
    }
}

/// The parameter and what is below it, as the documentation writes it.
fn paths(prefix: &str, param: &Param) -> Vec<String> {
    let path = format!("{prefix}{}", param.name);
    let mut all = vec![path.clone()];
    if let Shape::List { item, .. } = &param.shape
        && let Shape::Object { fields, .. } = item
    {
        all.extend(
            fields
                .iter()
                .flat_map(|field| paths(&format!("{path}.N."), field)),
        );
    }
    all
}

/// A folder of its own, gone at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("codegen-{}-{name}", process::id()));
        fs::create_dir_all(path.join("docs")).unwrap();
        for part in PARTS {
            let markers = format!(
                "By hand.\n<!-- {0}:begin -->\nold\n<!-- {0}:end -->\nAfter.\n",
                part.name
            );
            fs::write(path.join(part.file), markers).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn stale_parts_are_found_and_written_anew_and_nothing_else_is_touched() {
    let folder = Folder::new("stale");
    let all: Vec<_> = PARTS.iter().map(|part| part.file).collect();
    assert_eq!(stale(&folder.0).unwrap(), all);
    write(&folder.0).unwrap();
    assert!(stale(&folder.0).unwrap().is_empty());
    for part in PARTS {
        let text = fs::read_to_string(folder.0.join(part.file)).unwrap();
        assert!(text.starts_with("By hand.\n") && text.ends_with("-->\nAfter.\n"));
        assert!(text.contains(&(part.render)()) && !text.contains("\nold\n"));
    }
    let readme = folder.0.join("README.md");
    let edited = fs::read_to_string(&readme)
        .unwrap()
        .replace("Deletes a session.", "Deletes.");
    fs::write(&readme, edited).unwrap();
    assert_eq!(stale(&folder.0).unwrap(), ["README.md"]);
}

#[test]
fn a_file_without_its_markers_is_named() {
    let folder = Folder::new("markers");
    fs::write(folder.0.join("docs/errors.md"), "no markers").unwrap();
    let problem = stale(&folder.0).unwrap_err().to_string();
    assert!(problem.starts_with("docs/errors.md: "), "{problem}");
    fs::remove_file(folder.0.join("README.md")).unwrap();
    let problem = write(&folder.0).unwrap_err().to_string();
    assert!(problem.starts_with("README.md: "), "{problem}");
}

#[test]
fn markers_are_one_pair_in_order() {
    let good = "a <!-- x:begin -->old<!-- x:end --> b";
    let fresh = "a <!-- x:begin -->\nnew\n<!-- x:end --> b";
    assert_eq!(replace(good, "x", "new\n").unwrap(), fresh);
    for bad in [
        "",
        "<!-- x:begin -->",
        "<!-- x:end --><!-- x:begin -->",
        "<!-- x:begin --><!-- x:begin --><!-- x:end -->",
        "<!-- x:begin --><!-- x:end --><!-- x:end -->",
        "<!-- y:begin --><!-- y:end -->",
    ] {
        assert!(replace(bad, "x", "new").is_err(), "{bad}");
    }
}
