//! Signing in by a provider of OpenID Connect.

mod lies;
mod people;

use support::TestService;

/// The lines of the log that say why somebody was not let in, or not asked.
fn reasons(service: &TestService) -> Vec<String> {
    let lines = service.log();
    let lines = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    lines.filter_map(|line| Some(line["fields"]["reason"].as_str()?.to_owned())).collect()
}
