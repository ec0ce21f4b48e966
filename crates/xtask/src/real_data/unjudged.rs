//! The rules that a published file cannot be judged by, and why.

use schema::RuleCode;

/// A reason, and the rules it holds for.
pub(super) const UNJUDGED: &[(&str, &[&str])] = &[
    (
        "looks at who sends the return, its cover, its institutions or its period; none is published",
        &["STR-01", "STR-15", "STR-16", "STR-18", "HIS-13"],
    ),
    (
        "asks for statuses and flags; a published figure is a number and nothing else, never blank, and its zero is not \
         one that the State is known to have typed",
        &[
            "STR-05", "STR-06", "STR-07", "STR-13", "STR-14", "STA-01", "STA-08", "STA-09", "STA-10",
            "STA-11", "SEI-16", "SDG-01",
        ],
    ),
    (
        "asks for a declaration other than the scope of a table: the mode of the contexts, the review of last year's \
         figures, a registry",
        &["STR-17", "CTX-04", "CTX-06", "CTX-07", "CTX-16", "TRC-07", "TRC-17"],
    ),
    ("asks for a note; none is published", &["CTX-09", "SEI-08", "TRC-03", "TRC-13"]),
    (
        "looks at corrections of earlier years; the file holds one figure a year",
        &["HIS-10", "HIS-11", "HIS-12"],
    ),
    (
        "looks at tables that are not published: significant seizures, flows, prices, requests, legal basis, disposal, \
         kinds of parts and ammunition",
        &[
            "ARI-23", "ARI-24", "ARI-25", "CTX-10", "FLO-01", "FLO-02", "FLO-03", "FLO-04", "FLO-05",
            "FLO-06", "PRI-01", "PRI-02", "SIG-01", "SIG-02", "SIG-03", "SIG-04", "SIG-05", "SIG-06",
            "SIG-07", "SIG-08", "SIG-09", "SIG-10", "SIG-11", "SIG-12", "SIG-13", "TRC-08", "TRC-09",
            "TRC-10",
        ],
    ),
    (
        "looks at arms made illicitly in another way; their row has the same published label as that for an unknown \
         condition",
        &["CTX-12", "MRK-01", "TRC-11", "TRC-12"],
    ),
    ("compares with a second publication; the file is the only one", &["HIS-08", "SDG-10"]),
    ("judges what was decided before publication", &["PUB-01", "PUB-02", "PUB-03", "PUB-04"]),
];

/// Why a rule cannot be judged on a published file; `None` where it can.
pub(super) fn reason(code: &RuleCode) -> Option<&'static str> {
    UNJUDGED.iter().find(|(_, codes)| codes.contains(&code.as_str())).map(|(reason, _)| *reason)
}
