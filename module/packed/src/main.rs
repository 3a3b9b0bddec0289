//! `pack-module FILE` prints the text of a wasm module.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args_os().nth(1) else {
        eprintln!("usage: pack-module FILE");
        return ExitCode::from(2);
    };
    let packed = std::fs::read(&file)
        .map_err(|error| error.to_string())
        .and_then(|module| {
            packed_module::pack(&module).map_err(|error| format!("cannot be packed: {error:?}"))
        });
    match packed {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", file.display());
            ExitCode::FAILURE
        }
    }
}
