//! The worked examples of 16.4.2: published figures of States, to a hundredth of a point.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must fail where it stands"
)]

use std::sync::OnceLock;

use aggregation::disclosure::Audience;
use aggregation::indicator::IndicatorValue;
use proptest::prelude::*;
use schema::indicator::Method;
use schema::load::embedded;
use schema::{Catalogue, CellKey, Confidentiality, Observation, Questionnaire, Response, Value};

fn edition() -> &'static Questionnaire {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::parse(&embedded()).unwrap()).get("2018").unwrap()
}

fn method(id: &str) -> Method {
    edition().indicators[0].method(id).unwrap().clone()
}

/// The values as the public gets them.
fn values<'a>(method: &Method, responses: impl IntoIterator<Item = &'a Response>) -> Vec<IndicatorValue> {
    aggregation::indicator::values(edition(), method, responses, Audience::Public)
}

/// A response with rows of table 5.1.
fn year(country: &str, year: u16, rows: &[(&str, u64)]) -> Response {
    let mut response = Response::new("2018".into(), country.into(), year);
    for (row, count) in rows {
        response.cells.insert(CellKey::count("TR.SZ", *row), Observation::of(Value::Count(*count)));
    }
    response
}

fn value(id: &str, label: u16, responses: &[Response]) -> (Option<f64>, String) {
    let found = values(&method(id), responses).into_iter().find(|value| value.year == label);
    found.map(|value| (value.value, value.footnote)).unwrap()
}

/// Published values with their components: SDG database, series VC_ARM_SZTRACE, and the published IAFQ data.
#[test]
fn the_worked_examples_come_out_as_published() {
    let spain = [
        year(
            "ESP",
            2018,
            &[
                ("UI.IN", 866),
                ("UI.IF", 155),
                ("UI.PO", 0),
                ("UI.TA", 663),
                ("UI.PE", 100),
                ("UI.NI", 0),
                ("UK", 0),
            ],
        ),
        year("ESP", 2019, &[("UI.IN", 992), ("UI.IF", 107), ("UI.TA", 973), ("UI.PE", 118)]),
    ];
    let australia = [
        year("AUS", 2016, &[("UI.IN", 45), ("UI.IF", 74), ("UI.TA", 1476), ("UI.NI", 12231), ("UK", 11490)]),
        year("AUS", 2017, &[("UI.IN", 388), ("UI.TA", 1499), ("UI.PE", 3), ("UI.NI", 16650), ("UK", 9040)]),
    ];
    let moldova = [
        year("MDA", 2016, &[("UI.IN", 4), ("UI.TA", 25)]),
        year("MDA", 2017, &[("UI.IN", 1), ("UI.TA", 23)]),
    ];
    let azerbaijan = [
        year("AZE", 2017, &[("UI.IN", 133), ("UI.LN", 52)]),
        year("AZE", 2018, &[("UI.IN", 0), ("UI.TA", 131), ("UI.LN", 78)]),
    ];
    let kingdom = [
        year("GBR", 2016, &[("UI.IN", 141), ("UI.TA", 685)]),
        year("GBR", 2017, &[("UI.IN", 116), ("UI.TA", 799)]),
    ];
    for (responses, id, label, published) in [
        (&spain, "P2-MEAN", 2018, 53.71),
        (&spain, "P1-POOL", 2019, 53.35),
        (&australia, "P2-MEAN", 2016, 0.94),
        (&australia, "P1-POOL", 2017, 0.96),
        (&moldova, "P2-MEAN", 2016, 8.98),
        (&moldova, "P1-POOL", 2017, 9.43),
        (&azerbaijan, "P2-MEAN", 2017, 50.00),
        (&kingdom, "P2-MEAN", 2016, 14.87),
        (&kingdom, "P1-POOL", 2017, 14.76),
    ] {
        let (value, footnote) = value(id, label, responses);
        let difference = (value.unwrap() - published).abs();
        assert!(
            difference < 0.0101,
            "{} {label} {id}: {value:?}, published {published}",
            responses[0].country
        );
        assert!(footnote.ends_with(" average based on available data"), "{footnote}");
    }
}

#[test]
fn a_single_year_has_no_footnote() {
    for (responses, label, published) in [
        (year("SLV", 2017, &[("UI.IN", 246), ("UI.TA", 706), ("UK", 800)]), 2017, 14.04),
        (year("LTU", 2022, &[("UI.IF", 1), ("UI.PE", 1), ("UK", 50)]), 2022, 1.92),
        (
            year("BHS", 2022, &[("UI.IN", 30), ("UI.PO", 361), ("UI.TA", 13), ("UI.LN", 30), ("NU", 133)]),
            2022,
            96.78,
        ),
        (year("GRC", 2016, &[("UI.IN", 0), ("UI.NI", 6435), ("UK", 2710)]), 2016, 0.0),
    ] {
        assert_eq!(value("P2-MEAN", label, &[responses]), (Some(published), String::new()));
    }
}

#[test]
fn a_year_without_a_denominator_drops_out_and_is_never_zero() {
    let only_lawful = year("BGR", 2022, &[("UI.LN", 1195)]);
    assert!(values(&method("P2-MEAN"), [&only_lawful]).is_empty(), "no row of the denominator is known");
    let zero = year("XDA", 2016, &[("UI.IN", 0), ("UK", 0)]);
    let next = year("XDA", 2017, &[("UI.IN", 5), ("UK", 5)]);
    let computed = values(&method("P2-MEAN"), [&zero, &next]);
    assert_eq!(computed[0].value, Some(50.0), "the mean of the years that exist");
    assert_eq!(computed[0].footnote, "");
    assert_eq!(values(&method("P2-MEAN"), [&zero])[0].flags(), ["not computable"]);
}

#[test]
fn absent_rows_and_a_low_base_travel_with_the_value() {
    let computed = values(&method("P2-MEAN"), [&year("XDA", 2020, &[("UI.IN", 1), ("UI.TA", 3)])]);
    assert_eq!(computed[0].components[0].absent.len(), 5);
    assert_eq!(computed[0].flags(), ["incomplete denominator", "low base"]);
}

#[test]
fn a_numerator_above_its_denominator_gives_no_value() {
    let mut response = year("XDA", 2020, &[("UI.IN", 50)]);
    response.cells.insert(CellKey::count("FD.TYPE", "TOTAL"), Observation::of(Value::Count(5)));
    let computed = values(&method("META18-ALL"), [&response]);
    assert_eq!((computed[0].value, computed[0].components[0].rate), (None, None), "1000 % is no share");
    let flags = ["not computable", "numerator above denominator", "low base"];
    assert!(computed[0].flags().iter().all(|flag| flags.contains(flag)), "{:?}", computed[0].flags());
    assert!(computed[0].flags().contains(&"numerator above denominator"));
    response.cells.insert(CellKey::count("SZ.TYPE", "TOTAL"), Observation::of(Value::Count(95)));
    let computed = values(&method("META18-ALL"), [&response]);
    assert_eq!(computed[0].value, Some(50.0));
    assert_eq!(computed[0].flags(), ["incomplete denominator"], "SU.TYPE/TOTAL is absent");
}

#[test]
fn a_confidential_row_counts_as_absent_for_the_public_and_the_value_says_so() {
    let mut response = year("XDA", 2020, &[("UI.IN", 30), ("UI.IF", 20), ("UK", 50)]);
    let secret = CellKey::count("TR.SZ", "UI.IF");
    response.cells.get_mut(&secret).unwrap().confidentiality = Confidentiality::Confidential;
    let public = values(&method("P2-MEAN"), [&response]);
    assert_eq!(public[0].value, Some(37.5), "30 of 80");
    assert_eq!(public[0].components[0].withheld, [secret]);
    assert!(public[0].flags().contains(&"figures withheld"));
    let method = method("P2-MEAN");
    let inside = aggregation::indicator::values(edition(), &method, [&response], Audience::Secretariat);
    assert_eq!(inside[0].value, Some(50.0));
    assert!(inside[0].components[0].withheld.is_empty());
}

proptest! {
    #[test]
    fn a_rate_is_between_0_and_100_and_a_known_row_more_never_raises_it(
        numerator in 0_u64..1000, tried in 0_u64..1000, unknown in 0_u64..1000,
    ) {
        let without = year("XDA", 2020, &[("UI.IN", numerator), ("UI.TA", tried)]);
        let with = year("XDA", 2020, &[("UI.IN", numerator), ("UI.TA", tried), ("UK", unknown)]);
        let rate = |response: &Response| values(&method("P2-MEAN"), [response])[0].value;
        for value in [rate(&without), rate(&with)].into_iter().flatten() {
            prop_assert!((0.0..=100.0).contains(&value));
        }
        if let (Some(before), Some(after)) = (rate(&without), rate(&with)) {
            prop_assert!(after <= before);
        }
    }

    #[test]
    fn the_order_of_responses_does_not_matter(counts in proptest::collection::vec(1_u64..500, 2..6)) {
        let years = (2016_u16..).zip(&counts).map(|(label, count)| year("XDA", label, &[("UI.IN", *count), ("UK", 7)]));
        let mut responses: Vec<Response> = years.collect();
        let forward = values(&method("P1-POOL"), &responses);
        responses.reverse();
        prop_assert_eq!(forward, values(&method("P1-POOL"), &responses));
    }
}
