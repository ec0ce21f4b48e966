//! The binary, so that the suite has an executable to start.

use std::process::ExitCode;

fn main() -> ExitCode {
    service::main()
}
