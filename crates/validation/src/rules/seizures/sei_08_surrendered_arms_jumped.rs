//! Where far more arms were surrendered than the year before, the return names the campaign.

use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "SEI-08",
        name: "surrendered-arms-jumped",
        severities: &[Severity::Note],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SU.TYPE/TOTAL", "SU.PROG/AMNESTY", "earlier years"],
        page: include_str!("../../../docs/SEI-08.md"),
    },
    thresholds: &["factor"],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (key, amnesty) = (CellKey::count("SU.TYPE", "TOTAL"), CellKey::count("SU.PROG", "AMNESTY"));
    let before = context.before().and_then(|earlier| earlier.count(&key));
    let (Some(before), Some(count)) = (before, context.response.count(&key)) else { return };
    let factor = context.threshold(&RULE, "factor");
    let campaign = context.response.count(&amnesty).is_some_and(|count| count > 0)
        || context.is_noted(&key)
        || context.is_noted(&amnesty);
    if as_number(count) > factor * as_number(before) && !campaign {
        let series = context.series(&key);
        let finding = context.finding(&RULE, At::Cell(key)).arg("count", count).arg("before", before);
        let finding = finding.arg("factor", factor).arg("series", Context::shown(&series));
        out.push(context.also(finding, At::Cell(amnesty)));
    }
}
