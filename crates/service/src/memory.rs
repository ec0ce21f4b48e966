//! How a service gives memory back. The C library reads that from the environment, and only at the start of a process.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// What the C library is told: one place for the memory of all threads, and what is large, or free at its end, goes back at
/// once. Otherwise each thread that ever judged a large file keeps what that took.
const SETTINGS: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

/// Starts this process anew with the settings, where nobody has set any; where that cannot be done it goes on as it is.
pub(crate) fn settle() {
    let is_set = |(name, _): &(&str, &str)| std::env::var_os(name).is_some();
    if SETTINGS.iter().any(is_set) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut arguments = std::env::args_os();
    let mut command = Command::new(program);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    // Where this comes back the process is what it was.
    let _ = command.args(arguments).envs(SETTINGS).exec();
}
