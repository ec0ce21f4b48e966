//! The arms seized per person are neither far above the State's own highest year nor beyond 99 of 100 returns of its
//! region.

use super::{Verdict, verdict};
use crate::past::{Past, headline};
use crate::prelude::*;

pub(crate) static RULE: Rule = Rule {
    meta: RuleMeta {
        code: "HIS-07",
        name: "arms-seized-high-for-the-population",
        severities: &[Severity::Warning],
        gate: Gate::Submit,
        since: "2026.2",
        inputs: &["SZ.TYPE/TOTAL", "earlier years", "countries"],
        page: include_str!("../../../docs/HIS-07.md"),
    },
    thresholds: &[
        "least",
        "own",
        "years",
        "p99-africa",
        "p99-americas",
        "p99-asia",
        "p99-europe",
        "p99-oceania",
    ],
    check,
};

fn check(context: &Context<'_>, out: &mut Findings) {
    let (past, key) = (context.past(), headline());
    if verdict(context, past) != Some(Verdict::HighForThePopulation) {
        return;
    }
    let Some((now, excess)) = past.now(&key).zip(excess(context, past)) else { return };
    let series = Context::shown(past.series(&key));
    let finding = context.finding(&RULE, At::Cell(key)).arg("now", now).arg("series", series);
    out.push(match excess {
        Excess::Own(highest) => {
            finding.outcome("own").arg("highest", highest).arg("times", context.threshold(&RULE, "own"))
        }
        Excess::Region { rate, limit } => {
            finding.outcome("region").arg("rate", one_decimal(rate)).arg("limit", one_decimal(limit))
        }
    });
}

/// What is exceeded.
enum Excess {
    /// A multiple of the highest earlier year.
    Own(u64),
    /// The limit of the region: arms per 100 000 people.
    Region { rate: f64, limit: f64 },
}

/// Whether anything is exceeded.
pub(super) fn applies(context: &Context<'_>, past: &Past<'_>) -> bool {
    excess(context, past).is_some()
}

fn excess(context: &Context<'_>, past: &Past<'_>) -> Option<Excess> {
    let now = past.now(&headline()).filter(|now| as_number(*now) >= context.threshold(&RULE, "least"))?;
    let others = past.counts(&headline());
    let highest = others.iter().max().copied();
    let own = highest.filter(|_| others.len() >= as_whole(context.threshold(&RULE, "years")));
    if let Some(highest) =
        own.filter(|count| as_number(now) > context.threshold(&RULE, "own") * as_number(*count))
    {
        return Some(Excess::Own(highest));
    }
    let country = context.questionnaire.countries.get(context.response.country.as_str())?;
    let people = as_number(country.population.filter(|people| *people > 0)?);
    let name = format!("p99-{}", country.region.to_lowercase());
    let name = RULE.thresholds.iter().copied().find(|known| *known == name)?;
    let (rate, limit) = (|arms: u64| 100_000.0 * as_number(arms) / people, context.threshold(&RULE, name));
    // A State that was beyond the limit before is known for it.
    let was_beyond = highest.is_some_and(|highest| rate(highest) > limit);
    (rate(now) > limit && !was_beyond).then(|| Excess::Region { rate: rate(now), limit })
}

fn one_decimal(rate: f64) -> f64 {
    (rate * 10.0).round() / 10.0
}
