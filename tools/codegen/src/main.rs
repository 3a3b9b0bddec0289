//! Writes the TypeScript that derives from the operation table: `codegen DIRECTORY`.
//!
//! `operations.ts` holds the types, `table.ts` the table as data for user interfaces, `hints.ts` what a user can do
//! about each error code. The output depends on the table alone, so equal tables give equal bytes.

mod table;
mod text;
mod types;

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let (Some(directory), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: codegen DIRECTORY");
        return ExitCode::from(2);
    };
    match write_all(Path::new(&directory)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("codegen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write_all(directory: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let types = types::render().map_err(io::Error::other)?;
    for (name, body) in [
        ("operations.ts", types),
        ("table.ts", table::render()),
        ("hints.ts", table::render_hints()),
    ] {
        write_if_changed(&directory.join(name), &[text::BANNER, &body].concat())?;
    }
    Ok(())
}

/// A file that stays as it was keeps its time, so nothing that watches it is disturbed.
fn write_if_changed(path: &Path, content: &str) -> io::Result<()> {
    if fs::read(path).is_ok_and(|old| old == content.as_bytes()) {
        return Ok(());
    }
    fs::write(path, content)
}
