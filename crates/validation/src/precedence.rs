//! One slip, one finding: where several rules speak of the same cell, one speaks for all.

use std::collections::BTreeSet;

use schema::Findings;

/// A rule, and those that say nothing more at a place where it stands. A rule that is spoken for itself silences no other:
/// it stands below those that speak for it.
const SPEAKS_FOR: &[(&str, &[&str])] = &[
    ("STA-05", &["STA-01"]),
    ("STA-07", &["TRC-16"]),
    ("STA-09", &["STA-10"]),
    // A total that is not the sum of its rows is mended before it is compared with the arms seized.
    ("ARI-07", &["ARI-08"]),
    ("ARI-09", &["ARI-10"]),
    ("CTX-04", &["CTX-03"]),
    ("CTX-06", &["CTX-05"]),
    ("TRC-04", &["TRC-15"]),
    ("TRC-05", &["TRC-15"]),
    ("TRC-12", &["TRC-11"]),
    ("TRC-16", &["STA-06"]),
    ("CJS-04", &["CJS-01", "CJS-02", "CJS-03", "CJS-06"]),
    ("CJS-05", &["CJS-01", "CJS-02", "CJS-03"]),
    ("CJS-03", &["CJS-01", "CJS-02"]),
    ("CJS-07", &["ARI-22"]),
];

/// Takes out what another rule says better at the same place.
pub(crate) fn settle(findings: &mut Findings) {
    for (code, others) in SPEAKS_FOR {
        let speaking = findings.list.iter().filter(|finding| finding.code == *code);
        let locations = speaking.flat_map(|finding| &finding.locations);
        let said: BTreeSet<_> = locations.map(|location| location.place.clone()).collect();
        findings.list.retain(|finding| {
            let is_said = finding.locations.iter().any(|location| said.contains(&location.place));
            !(is_said && others.contains(&finding.code.as_str()))
        });
    }
}
