//! A PostgreSQL server of one test, which the test may break.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use crate::faults::Faults;

/// A running server; stopped when dropped.
pub struct OwnServer {
    /// The URL of its administrative database.
    pub url: String,
    child: Child,
    pipes: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl OwnServer {
    /// Starts one whose commits are durable, with faults that may be switched on.
    ///
    /// # Panics
    /// Where `IAFQ_TEST_XTASK` does not name the developer commands, or no server starts.
    #[must_use]
    #[expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot run must fail")]
    pub fn start(faults: &Faults) -> Self {
        let program = std::env::var_os("IAFQ_TEST_XTASK")
            .expect("IAFQ_TEST_XTASK names no xtask program; `cargo xtask test` sets it");
        let (variable, control) = faults.told_by();
        let mut command = Command::new(program);
        command.args(["postgresql", "--durable", "--preload"]).arg(faults.library());
        command.env(variable, control).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut output = BufReader::new(output);
        let url = line(&mut output);
        assert!(url.starts_with("postgresql://"), "no PostgreSQL server was started");
        Self { url, child, pipes: Mutex::new(Some((input, output))) }
    }

    /// The server ends as if the machine had lost its power, and starts again.
    ///
    /// # Panics
    /// Where it does not come back.
    #[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
    pub fn restart(&self) {
        let mut pipes = self.pipes.lock().unwrap();
        let (input, output) = pipes.as_mut().unwrap();
        writeln!(input, "restart").unwrap();
        assert_eq!(line(output), "restarted", "the PostgreSQL server did not come back");
    }
}

#[expect(clippy::unwrap_used, reason = "a test that cannot run must fail")]
fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    line.trim().to_owned()
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        // Its standard input ends with the pipe: then it stops the server and removes its files.
        drop(self.pipes.lock().map(|mut pipes| pipes.take()));
        let _ = self.child.wait();
    }
}
