//! What is counted for whoever operates the service, in the text format of Prometheus. Labels are patterns of routes,
//! methods, classes of answers and codes: never a State, a person or a value.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::state::State;

/// Upper edges of durations, in seconds.
const EDGES: [f64; 9] = [0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// The routes of uploads.
const UPLOADS: [(&str, &str); 2] =
    [("POST", "/api/v1/submissions/{country}/{cycle}"), ("POST", "/api/v1/transfers/{id}/finish")];
/// The routes on which somebody is let in or not.
const SIGN_INS: [(&str, &str); 3] =
    [("POST", "/api/v1/session"), ("POST", "/api/v1/session/code"), ("GET", crate::openid::RETURN)];

/// A request that was answered.
pub(crate) struct Answered<'a> {
    /// The method, one of those that are known.
    pub(crate) method: &'static str,
    /// The pattern of the route.
    pub(crate) route: &'a str,
    /// The status.
    pub(crate) status: u16,
    /// The code of the problem, where it is one.
    pub(crate) code: Option<&'a str>,
    /// How long it took.
    pub(crate) took: Duration,
}

/// The counters of a service.
#[derive(Default)]
pub(crate) struct Metrics(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    requests: BTreeMap<(String, &'static str, &'static str), u64>,
    durations: BTreeMap<String, Durations>,
    uploads: BTreeMap<String, u64>,
    sign_ins_refused: BTreeMap<String, u64>,
}

#[derive(Default)]
struct Durations {
    /// How many took at most as long as each edge.
    within: [u64; EDGES.len()],
    all: u64,
    seconds: f64,
}

impl Metrics {
    /// Counts a request.
    pub(crate) fn count(&self, answered: &Answered<'_>) {
        let Answered { method, route, status, code, took } = *answered;
        let mut counted = self.counted();
        *counted.requests.entry((route.to_owned(), method, class(status))).or_default() += 1;
        counted.durations.entry(route.to_owned()).or_default().add(took.as_secs_f64());
        // What comes of one that goes on as a job is counted when the job ends.
        if UPLOADS.contains(&(method, route)) && status != 202 {
            let outcome = code.unwrap_or(if status == 201 { "stored" } else { "already-stored" });
            *counted.uploads.entry(outcome.to_owned()).or_default() += 1;
        }
        if let Some(code) = code
            && SIGN_INS.contains(&(method, route))
        {
            *counted.sign_ins_refused.entry(code.to_owned()).or_default() += 1;
        }
    }

    /// Counts what came of an upload that went on as a job.
    pub(crate) fn job_ended(&self, outcome: &str) {
        *self.counted().uploads.entry(outcome.to_owned()).or_default() += 1;
    }

    /// A thread that panicked while it held the lock left a counter behind that is one short at most.
    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Durations {
    fn add(&mut self, seconds: f64) {
        for (within, edge) in self.within.iter_mut().zip(EDGES) {
            *within += u64::from(seconds <= edge);
        }
        self.all += 1;
        self.seconds += seconds;
    }
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}

/// Everything that is counted and measured, as Prometheus reads it.
pub(crate) fn text(state: &State) -> String {
    let mut out = String::new();
    // Writing into a text does not fail.
    let _ = state.metrics.counted().write(&mut out);
    let _ = measured(state, &mut out);
    out
}

impl Counted {
    fn write(&self, out: &mut String) -> fmt::Result {
        head(out, "iafq_http_requests_total", "counter", "Requests that were answered.")?;
        for ((route, method, class), count) in &self.requests {
            writeln!(
                out,
                "iafq_http_requests_total{{route=\"{route}\",method=\"{method}\",status=\"{class}\"}} {count}"
            )?;
        }
        let name = "iafq_http_request_duration_seconds";
        head(out, name, "histogram", "How long requests took.")?;
        for (route, durations) in &self.durations {
            for (edge, count) in EDGES.iter().zip(durations.within) {
                writeln!(out, "{name}_bucket{{route=\"{route}\",le=\"{edge}\"}} {count}")?;
            }
            let Durations { all, seconds, .. } = durations;
            writeln!(out, "{name}_bucket{{route=\"{route}\",le=\"+Inf\"}} {all}")?;
            writeln!(out, "{name}_sum{{route=\"{route}\"}} {seconds}")?;
            writeln!(out, "{name}_count{{route=\"{route}\"}} {all}")?;
        }
        head(out, "iafq_uploads_total", "counter", "Uploads, by what came of them.")?;
        for (outcome, count) in &self.uploads {
            writeln!(out, "iafq_uploads_total{{outcome=\"{outcome}\"}} {count}")?;
        }
        head(out, "iafq_sign_ins_refused_total", "counter", "Sign-ins that were refused, by code.")?;
        for (code, count) in &self.sign_ins_refused {
            writeln!(out, "iafq_sign_ins_refused_total{{code=\"{code}\"}} {count}")?;
        }
        Ok(())
    }
}

/// What stands at this moment.
fn measured(state: &State, out: &mut String) -> fmt::Result {
    let connections = state.connections();
    let (uploads, readers) = state.uploads.load();
    let busy = u64::from(connections.open.saturating_sub(connections.idle));
    for (name, what, value) in [
        ("iafq_database_connections", "Connections to the database.", u64::from(connections.open)),
        ("iafq_database_connections_busy", "Connections to the database that are used.", busy),
        ("iafq_uploads_present", "Uploads that arrive, wait or are read.", uploads),
        ("iafq_readers_running", "Processes that read a file.", readers),
        ("iafq_password_hashes_present", "Passwords that wait or are hashed.", state.accounts.hashing.load()),
        ("iafq_reads_unsealed", "Reads that wait to be sealed into the record.", state.access.waiting()),
    ] {
        gauge(out, name, what, value)?;
    }
    if let Some(bytes) = resident() {
        gauge(out, "process_resident_memory_bytes", "Memory of the service, readers aside.", bytes)?;
    }
    head(out, "iafq_build_info", "gauge", "The version of the program.")?;
    writeln!(out, "iafq_build_info{{version=\"{}\"}} 1", env!("CARGO_PKG_VERSION"))
}

fn head(out: &mut String, name: &str, kind: &str, what: &str) -> fmt::Result {
    writeln!(out, "# HELP {name} {what}\n# TYPE {name} {kind}")
}

fn gauge(out: &mut String, name: &str, what: &str, value: u64) -> fmt::Result {
    head(out, name, "gauge", what)?;
    writeln!(out, "{name} {value}")
}

/// The memory that this process has, in bytes.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_written_by_pattern_method_class_and_code() {
        let metrics = Metrics::default();
        metrics.job_ended("wrong-country");
        for (status, code, milliseconds) in [
            (201, None, 30),
            // It goes on as a job.
            (202, None, 3),
            (200, None, 3),
            (422, Some("wrong-year"), 70_000),
            (503, Some("unavailable"), 1),
        ] {
            let [(method, route), _] = UPLOADS;
            let took = Duration::from_millis(milliseconds);
            metrics.count(&Answered { method, route, status, code, took });
        }
        let mut out = String::new();
        metrics.counted().write(&mut out).unwrap();
        let route = "route=\"/api/v1/submissions/{country}/{cycle}\"";
        for line in [
            format!("iafq_http_requests_total{{{route},method=\"POST\",status=\"2xx\"}} 3"),
            format!("iafq_http_request_duration_seconds_bucket{{{route},le=\"0.005\"}} 3"),
            format!("iafq_http_request_duration_seconds_bucket{{{route},le=\"60\"}} 4"),
            format!("iafq_http_request_duration_seconds_bucket{{{route},le=\"+Inf\"}} 5"),
            format!("iafq_http_request_duration_seconds_count{{{route}}} 5"),
            "iafq_uploads_total{outcome=\"stored\"} 1".to_owned(),
            "iafq_uploads_total{outcome=\"already-stored\"} 1".to_owned(),
            "iafq_uploads_total{outcome=\"wrong-year\"} 1".to_owned(),
            "iafq_uploads_total{outcome=\"wrong-country\"} 1".to_owned(),
        ] {
            assert!(out.lines().any(|told| told == line), "{line} in {out}");
        }
    }

    #[test]
    fn the_memory_of_a_process_is_told() {
        assert!(resident().is_some_and(|bytes| bytes > 1024 * 1024));
    }
}
