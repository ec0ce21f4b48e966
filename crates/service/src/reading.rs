//! Reading in a process of its own. Where that process dies, one upload fails, with a code; the service lives on.

use std::io::{self, Read as _, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use intake::{IntakeError, Limits};
use rustix::process::{Pid, Signal, kill_process_group};

/// Makes the processes that read.
#[derive(Clone, Debug)]
pub(crate) struct Readers {
    /// The program: this one, or another of the same version.
    program: PathBuf,
    /// The folder of definitions laid over those built in.
    forms: Option<PathBuf>,
    limits: Limits,
}

/// The program that runs, also where its file was replaced since.
const THIS_PROGRAM: &str = "/proc/self/exe";
/// The exit code of a reader that could not begin: definitions that cannot be read, limits that cannot be set.
const WORLD: i32 = 4;
/// Bytes a value takes in a frame besides its text.
const BYTES_OF_A_VALUE: usize = 32;

impl Readers {
    /// Readers with these limits; `program` is this one where none is named.
    pub(crate) fn new(program: Option<PathBuf>, forms: Option<PathBuf>, limits: Limits) -> io::Result<Self> {
        let program = match program {
            Some(program) => program,
            None if PathBuf::from(THIS_PROGRAM).exists() => PathBuf::from(THIS_PROGRAM),
            None => std::env::current_exe()?,
        };
        // Readers run in another folder.
        let forms = forms.map(|forms| forms.canonicalize()).transpose()?;
        Ok(Self { program, forms, limits })
    }

    /// What a file holds, as a frame, or why it cannot be read.
    ///
    /// # Errors
    /// Where no process can be started.
    pub(crate) fn read(&self, bytes: &[u8]) -> io::Result<Result<Vec<u8>, IntakeError>> {
        let mut child = self.start()?;
        let (frame, status, late) = self.talk(&mut child, bytes);
        let (frame, status) = (frame?, status?);
        if status.success() && frame.len() <= self.most() {
            return Ok(Ok(frame));
        }
        tracing::warn!(code = status.code(), signal = status.signal(), late, "a reading process was stopped");
        if status.code() == Some(WORLD) {
            return Err(io::Error::other("the reading process could not begin"));
        }
        Ok(Err(IntakeError::ReadingStopped { why: self.why(status, late).into() }))
    }

    /// Nothing of the service goes along: no environment, no folder, no descriptor but the pipes.
    fn start(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.arg0("iafq").arg("parse-worker").arg("--limits").arg(self.limits.to_string());
        if let Some(forms) = &self.forms {
            command.arg("--forms").arg(forms);
        }
        command.env_clear().current_dir("/").process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    }

    /// Sends the file, takes the answer and waits for the end; kills a reader that is late, and says that it was.
    fn talk(&self, child: &mut Child, bytes: &[u8]) -> (io::Result<Vec<u8>>, io::Result<ExitStatus>, bool) {
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return (Err(io::ErrorKind::BrokenPipe.into()), child.wait(), false);
        };
        let process = Pid::from_child(child);
        let clock = Duration::from_secs(u64::try_from(self.limits.clock_seconds).unwrap_or(u64::MAX));
        let most = u64::try_from(self.most()).unwrap_or(u64::MAX).saturating_add(1);
        let (done, wait) = mpsc::channel::<()>();
        thread::scope(|threads| {
            let timer = threads.spawn(move || {
                let late = wait.recv_timeout(clock) == Err(RecvTimeoutError::Timeout);
                late && kill_process_group(process, Signal::KILL).is_ok()
            });
            // A reader that died or has enough closes its end: that is seen in its answer.
            threads.spawn(move || input.write_all(bytes));
            let mut frame = Vec::new();
            let mut output = output.take(most);
            let taken = output.read_to_end(&mut frame).map(|_| frame);
            // One that says too much is not listened to; it ends at the closed pipe, or with its time.
            drop(output);
            let status = child.wait();
            drop(done);
            (taken, status, timer.join().unwrap_or(false))
        })
    }

    /// The longest frame that is taken.
    fn most(&self) -> usize {
        self.limits.text_bytes.saturating_add(self.limits.cells.saturating_mul(BYTES_OF_A_VALUE))
    }

    fn why(&self, status: ExitStatus, late: bool) -> String {
        match status.signal().map(Signal::from_named_raw) {
            _ if late => format!("it took more than {} seconds", self.limits.clock_seconds),
            Some(Some(Signal::XCPU | Signal::KILL)) => {
                format!(
                    "it took more than {} seconds of the processor, or too much memory",
                    self.limits.processor_seconds
                )
            }
            Some(Some(Signal::ABORT)) => {
                format!("it took more than {} MiB of memory", self.limits.memory_bytes / (1024 * 1024))
            }
            Some(_) => "the process that reads it was ended".to_owned(),
            None => "the process that reads it met a fault of its own".to_owned(),
        }
    }
}
