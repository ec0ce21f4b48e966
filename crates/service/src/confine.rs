//! What a process that reads a file of somebody else's may take: memory and processor time, but no file and no connection.

use intake::Limits;
use rustix::process::{Resource, Rlimit, Signal, getrlimit, set_parent_process_death_signal, setrlimit};

/// Why a process could not be confined.
#[derive(Debug, thiserror::Error)]
#[error("the limits of the reading process cannot be set: {0}")]
pub(crate) struct NotConfined(#[from] rustix::io::Errno);

/// The descriptors a reading process has: standard input, output and error.
const OPEN: u64 = 3;
/// How much less of the processor it gets than the service.
const NICE: i32 = 10;

/// For the reading process: no file can be opened or written from now on, nothing is left behind where it is killed, and
/// it does not outlive the service.
pub(crate) fn this_process(limits: &Limits) -> Result<(), NotConfined> {
    memory(limits)?;
    at_most(Resource::Cpu, limits.processor_seconds)?;
    at_most(Resource::Fsize, 0)?;
    set(Resource::Nofile, OPEN)?;
    rustix::thread::set_no_new_privs(true)?;
    set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::process::nice(NICE)?;
    Ok(())
}

/// For the command line, which reads in its own process: memory, and no core file with figures in it.
pub(crate) fn memory(limits: &Limits) -> Result<(), NotConfined> {
    at_most(Resource::As, limits.memory_bytes)?;
    set(Resource::Core, 0)
}

fn at_most(resource: Resource, most: usize) -> Result<(), NotConfined> {
    set(resource, u64::try_from(most).unwrap_or(u64::MAX))
}

/// Lowers a limit; one that is lower already stays.
fn set(resource: Resource, most: u64) -> Result<(), NotConfined> {
    let now = getrlimit(resource);
    let lower = |own: Option<u64>| Some(own.map_or(most, |own| own.min(most)));
    Ok(setrlimit(resource, Rlimit { current: lower(now.current), maximum: lower(now.maximum) })?)
}
