//! Writes what derives from the operation table.
//!
//! ```text
//! codegen DIRECTORY      writes operations.ts, table.ts, hints.ts and headers.ts
//! codegen --docs ROOT    writes the generated parts of README.md, docs/errors.md and docs/operations.md
//! codegen --check ROOT   fails if those parts are not what --docs would write
//! ```

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use codegen::{pages, write_typescript};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let done = match arguments.as_slice() {
        [flag, root] if flag == "--docs" => pages::write(Path::new(root)),
        [flag, root] if flag == "--check" => check(Path::new(root)),
        [directory] if !directory.as_encoded_bytes().starts_with(b"-") => {
            write_typescript(Path::new(directory))
        }
        _ => {
            eprintln!("usage: codegen DIRECTORY | --docs ROOT | --check ROOT");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("codegen: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check(root: &Path) -> io::Result<()> {
    let stale = pages::stale(root)?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "{} not as the operation table has it; `make docs-tables` writes it anew",
        stale.join(", ")
    )))
}
