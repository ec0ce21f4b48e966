//! Criminal context by area and year.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail where it stands")]

use std::sync::OnceLock;

use aggregation::context::{self, ContextRow};
use aggregation::disclosure::Audience;
use schema::load::embedded;
use schema::{
    Catalogue, CellKey, Confidentiality, Declaration, DeclarationItem, Observation, Questionnaire, Response,
    Value,
};

fn edition() -> &'static Questionnaire {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::parse(&embedded()).unwrap()).get("2018").unwrap()
}

/// A State with arms seized, its mode, and contexts.
fn state(country: &str, arms: u64, mode: &str, contexts: &[(&str, u64)]) -> Response {
    let mut response = Response::new("2018".into(), country.into(), 2020);
    let mut put = |key: CellKey, value: Value| response.cells.insert(key, Observation::of(value));
    put(CellKey::count("SZ.TYPE", "TOTAL"), Value::Count(arms));
    put(CellKey::field("SZ.CTXMODE", "MODE"), Value::Code(mode.into()));
    for (context, count) in contexts {
        put(CellKey::count("SZ.CTX", *context), Value::Count(*count));
    }
    response
}

fn row(responses: &[Response], audience: Audience, level: &str, area: &str, context: &str) -> ContextRow {
    let rows = context::rows(edition(), responses, audience);
    let found = rows.into_iter().find(|row| row.level == level && row.area == area && row.context == context);
    found.unwrap()
}

fn world(responses: &[Response], audience: Audience, context: &str) -> ContextRow {
    row(responses, audience, "world", "World", context)
}

#[test]
fn shares_are_pooled_and_the_mean_of_states_and_coverage_is_of_arms() {
    let states = [
        state("FRA", 100, "EXCLUSIVE", &[("DRUG", 30), ("VIOL", 10), ("NONE", 60)]),
        state("DEU", 300, "MULTI", &[("DRUG", 10), ("VIOL", 70)]),
        state("ITA", 600, "", &[]),
    ];
    let drugs = world(&states, Audience::Public, "DRUG");
    assert_eq!((drugs.arms, drugs.reporters, drugs.states), (Some(40), 2, 3));
    assert_eq!(drugs.coverage_arms, Some(40.0), "400 of 1000 arms");
    assert_eq!(drugs.pooled_share, Some(33.33), "40 of 120: none and unknown do not classify");
    assert_eq!(drugs.mean_share, Some(43.75), "the mean of 75 % and 12.5 %");
    assert_eq!((drugs.exclusive, drugs.multi), (1, 1));
    assert!(drugs.flags.is_empty());
    let unreported = world(&states, Audience::Public, "TERR");
    assert_eq!(unreported.arms, None, "nobody reported it: that is no zero");
}

#[test]
fn areas_are_the_world_its_regions_and_subregions_with_reporters() {
    let states = [
        state("FRA", 100, "MULTI", &[("DRUG", 30)]),
        state("DEU", 300, "MULTI", &[("DRUG", 10)]),
        state("KEN", 50, "MULTI", &[("DRUG", 5)]),
        state("JPN", 50, "MULTI", &[]),
    ];
    let rows = context::rows(edition(), &states, Audience::Secretariat);
    let of = |country: &str| edition().countries.get(country).unwrap();
    assert_eq!(row(&states, Audience::Secretariat, "region", &of("FRA").region, "DRUG").arms, Some(40));
    assert_eq!(row(&states, Audience::Secretariat, "subregion", &of("KEN").subregion, "DRUG").arms, Some(5));
    assert!(!rows.iter().any(|row| row.area == of("JPN").subregion), "nobody there reported a context");
    assert!(rows.iter().all(|row| row.year == 2020));
}

#[test]
fn what_rests_on_one_state_is_withheld_from_the_public() {
    let states = [
        state("FRA", 100, "MULTI", &[("DRUG", 30), ("TERR", 2)]),
        state("DEU", 300, "MULTI", &[("DRUG", 10)]),
        state("KEN", 50, "MULTI", &[("DRUG", 5)]),
    ];
    let terrorism = world(&states, Audience::Public, "TERR");
    assert_eq!((terrorism.arms, terrorism.pooled_share, terrorism.mean_share), (None, None, None));
    assert_eq!(terrorism.flags, ["one State, withheld"]);
    let drugs = world(&states, Audience::Public, "DRUG");
    assert_eq!(
        (drugs.arms, drugs.pooled_share, drugs.mean_share),
        (Some(45), None, None),
        "shares would tell the rest"
    );
    assert_eq!(drugs.flags, ["shares withheld"]);
    let africa =
        row(&states, Audience::Public, "region", &edition().countries.get("KEN").unwrap().region, "DRUG");
    assert_eq!((africa.arms, africa.coverage_arms, africa.reporters), (None, None, 1));
    assert_eq!(world(&states, Audience::Secretariat, "TERR").arms, Some(2));
}

#[test]
fn confidential_and_withheld_contexts_count_as_absent_and_are_flagged() {
    let mut states = [
        state("FRA", 100, "MULTI", &[("DRUG", 30), ("VIOL", 30)]),
        state("DEU", 300, "MULTI", &[("DRUG", 10), ("VIOL", 10)]),
        state("KEN", 50, "MULTI", &[("DRUG", 5), ("VIOL", 5)]),
    ];
    let drugs = CellKey::count("SZ.CTX", "DRUG");
    states[0].cells.get_mut(&drugs).unwrap().confidentiality = Confidentiality::Confidential;
    let public = world(&states, Audience::Public, "DRUG");
    assert_eq!((public.arms, public.flags), (Some(15), vec!["confidential figures left out"]));
    assert!(world(&states, Audience::Public, "VIOL").flags.is_empty());
    let consent = |code: &str| Declaration {
        items: [(DeclarationItem::Consent, Observation::of(Value::Code(code.into())))].into(),
    };
    states[1].declarations.insert("SZ.CTX".into(), consent("AGGREGATE_ONLY"));
    assert_eq!(world(&states, Audience::Public, "DRUG").arms, Some(15), "sums over States are permitted");
    states[1].declarations.insert("SZ.CTX".into(), consent("UN_ONLY"));
    let violence = world(&states, Audience::Public, "VIOL");
    assert_eq!(
        (violence.arms, violence.flags),
        (Some(35), vec!["confidential figures left out", "shares withheld"])
    );
    assert_eq!(world(&states, Audience::Public, "DRUG").arms, None, "one State is left");
    assert_eq!(world(&states, Audience::Secretariat, "DRUG").arms, Some(45));
}
