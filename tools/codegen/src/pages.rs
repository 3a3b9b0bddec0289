//! Generated parts of Markdown files. The rest of each file is written by hand: what is between
//! `<!-- NAME:begin -->` and `<!-- NAME:end -->` is ours.

use std::path::Path;
use std::{fs, io};

use crate::{markdown, write_if_changed};

/// A generated part, and the file that holds it.
#[derive(Debug)]
pub struct Part {
    /// Below the root of the repository.
    pub file: &'static str,
    /// What the markers say.
    pub name: &'static str,
    pub render: fn() -> String,
}

pub const PARTS: &[Part] = &[
    Part {
        file: "README.md",
        name: "operations",
        render: markdown::overview,
    },
    Part {
        file: "docs/errors.md",
        name: "errors",
        render: markdown::errors,
    },
    Part {
        file: "docs/operations.md",
        name: "reference",
        render: markdown::reference,
    },
];

/// Writes every part into its file.
///
/// # Errors
/// A file cannot be read or written, or has not exactly one pair of markers.
pub fn write(root: &Path) -> io::Result<()> {
    for part in PARTS {
        let (_, fresh) = part.apply(root)?;
        write_if_changed(&root.join(part.file), &fresh)?;
    }
    Ok(())
}

/// The files whose parts are not what [`write`] would write.
///
/// # Errors
/// A file cannot be read, or has not exactly one pair of markers.
pub fn stale(root: &Path) -> io::Result<Vec<&'static str>> {
    let mut files = Vec::new();
    for part in PARTS {
        let (old, fresh) = part.apply(root)?;
        if old != fresh {
            files.push(part.file);
        }
    }
    Ok(files)
}

impl Part {
    /// The file as it is, and as it should be.
    fn apply(&self, root: &Path) -> io::Result<(String, String)> {
        let blame = |problem: String| io::Error::other(format!("{}: {problem}", self.file));
        let old = fs::read_to_string(root.join(self.file)).map_err(|e| blame(e.to_string()))?;
        let fresh = replace(&old, self.name, &(self.render)()).map_err(blame)?;
        Ok((old, fresh))
    }
}

/// The text with another content between the markers of this name, which keep lines of their own.
///
/// # Errors
/// There is not exactly one marker of each kind, in this order.
pub fn replace(text: &str, name: &str, content: &str) -> Result<String, String> {
    let begin = format!("<!-- {name}:begin -->");
    let end = format!("<!-- {name}:end -->");
    let problem = || format!("one {begin} and, after it, one {end} are needed");
    let (before, rest) = text.split_once(&begin).ok_or_else(problem)?;
    let (_, after) = rest.split_once(&end).ok_or_else(problem)?;
    if [before, rest].iter().any(|part| part.contains(&begin))
        || [before, after].iter().any(|part| part.contains(&end))
    {
        return Err(problem());
    }
    Ok([before, &begin, "\n", content, &end, after].concat())
}
