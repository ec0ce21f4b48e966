//! How a service gives memory back. The C library reads that from the environment, and only at the start of a process.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// What the C library is told: one place for the memory of all threads, and what is large, or free at its end, goes back at
/// once. Otherwise each thread that ever judged a large file keeps what that took.
const SETTINGS: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

/// Says that this was done: the settings themselves are taken out of the environment where the program has rights of its
/// own.
const SETTLED: &str = "IAFQ_SETTLED";

/// Starts this process anew with the settings, where nobody has set any.
///
/// # Errors
/// Where it cannot be started anew.
pub(crate) fn settle() -> io::Result<()> {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    if is_set(SETTLED) || SETTINGS.iter().any(|(name, _)| is_set(name)) {
        return Ok(());
    }
    let mut arguments = std::env::args_os();
    let mut command = Command::new(std::env::current_exe()?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    Err(command.args(arguments).envs(SETTINGS).env(SETTLED, "1").exec())
}
