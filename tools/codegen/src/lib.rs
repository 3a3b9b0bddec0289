//! What derives from the operation table: TypeScript, and tables of the documentation. The output depends on the table
//! alone, so equal tables give equal bytes.

mod limits;
mod markdown;
pub mod pages;
mod table;
mod text;
mod types;

use std::path::Path;
use std::{fs, io};

use alicloud_traffic_mirror_request::signing::v3::HEADERS;

/// The TypeScript files: name and content.
///
/// # Errors
/// Two different types of the table have one name.
pub fn typescript() -> Result<Vec<(&'static str, String)>, String> {
    let files = [
        // Types of parameters and results.
        ("operations.ts", types::render()?),
        // The table as data, for user interfaces.
        ("table.ts", table::render()),
        // What a user can do about each error code.
        ("hints.ts", table::render_hints()),
        // The headers of requests, of which the module gives the values.
        ("headers.ts", render_headers()),
    ];
    Ok(files
        .into_iter()
        .map(|(name, body)| (name, [text::BANNER, &body].concat()))
        .collect())
}

fn render_headers() -> String {
    let names = HEADERS.map(text::quoted).join(", ");
    format!(
        "/** Every header that a request may have, in the order of their values. */\nexport const HEADERS = [{names}];\n"
    )
}

/// Writes a file. One that stays as it was keeps its time, so nothing that watches it is disturbed.
pub(crate) fn write_if_changed(path: &Path, content: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
        return Ok(());
    }
    fs::write(path, content)
}

/// Writes the TypeScript files into a directory, which is made if need be.
///
/// # Errors
/// Those of the file system, and that of [`typescript`].
pub fn write_typescript(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    for (name, content) in typescript().map_err(io::Error::other)? {
        write_if_changed(&directory.join(name), &content)?;
    }
    Ok(())
}
