//! The binary `iafq`.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::main()
}
