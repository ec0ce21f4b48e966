//! The arms seized are close to what another official source published for the same year.

use crate::past::headline;
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-08",
        name: "another-source-differs",
        severities: &[Severity::Warning],
        gate: Gate::Accept,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "published data"],
        page: include_str!("../../../docs/HIS-08.md"),
    },
    thresholds: &["share", "least"],
    check,
};

/// What the questionnaire itself is called as a source.
const OWN: &str = "IAFQ";

fn check(context: &Context<'_>, out: &mut Findings) {
    let key = headline();
    let published =
        context.known.published.get(&context.response.year).and_then(|response| response.cell(&key));
    let Some((now, published)) = context.response.count(&key).zip(published) else { return };
    // A merged source such as `PP/IAFQ` rests on the questionnaire too, and says nothing of its own.
    let source =
        published.source.as_deref().filter(|source| source.split('/').all(|part| part.trim() != OWN));
    let Some((count, source)) = published.count().filter(|count| *count > 0).zip(source) else { return };
    let away = as_number(now.abs_diff(count)) / as_number(count);
    if as_number(now.max(count)) >= context.threshold(&RULE, "least")
        && away > context.threshold(&RULE, "share")
    {
        let finding = context
            .finding(&RULE, At::Cell(key))
            .arg("now", now)
            .arg("published", count)
            .arg("source", source)
            .arg("share", (away * 100.0).round());
        out.push(finding);
    }
}
