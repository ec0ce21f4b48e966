//! What the rules of history see in short series, and what they leave alone.
//!
//! Annual counts have 3 to 10 points, where the classical z-score (distance from the mean in standard deviations, both
//! taken over all points) is blind: with n points no point can be more than (n − 1) / √n standard deviations from the
//! mean, because it pulls the mean towards itself and widens the deviation it is measured in. That is 1.15 for three
//! points, 2.04 for six, 2.67 for nine and 2.85 for ten: a limit of 3 is never reached, whatever the number.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail where it stands")]

mod support;

use std::fmt::Write as _;

use proptest::prelude::*;
use schema::{Availability, CellKey, Finding, Observation, Severity, Value};
use validation::check;

/// The year of the return.
const YEAR: u16 = 2025;

/// A return with one number, after earlier years that end `gap` years before it.
fn example(cell: &str, earlier: &[u64], gap: u16, now: u64) -> String {
    let mut text = format!("year = {YEAR}\n[cells]\n\"{cell}\" = {now}\n");
    let years = (0..=YEAR - gap).rev();
    for (year, count) in years.zip(earlier.iter().rev()) {
        write!(text, "[earlier.{year}.cells]\n\"{cell}\" = {count}\n").unwrap();
    }
    text
}

/// What the rules of history find in an example.
fn history(text: &str) -> Vec<Finding> {
    let (edition, submission, known) = support::read(text);
    let found = check(&edition, &submission, &known).list;
    found.into_iter().filter(|finding| finding.code.family() == "HIS").collect()
}

/// The codes of the warnings among them.
fn warnings(found: &[Finding]) -> Vec<&str> {
    let warnings = found.iter().filter(|finding| finding.severity == Severity::Warning);
    warnings.map(|finding| finding.code.as_str()).collect()
}

/// The classical z-score of the last of all points: mean and sample standard deviation over all of them.
#[expect(clippy::cast_precision_loss, reason = "small figures")]
fn z_score(earlier: &[u64], now: u64) -> f64 {
    let points: Vec<f64> = earlier.iter().chain([&now]).map(|count| *count as f64).collect();
    let size = points.len() as f64;
    let mean = points.iter().sum::<f64>() / size;
    let variance = points.iter().map(|point| (point - mean).powi(2)).sum::<f64>() / (size - 1.0);
    (now as f64 - mean).abs() / variance.sqrt()
}

const ARMS: &str = "SZ.TYPE/TOTAL";

/// Cell, earlier years, years from the last of them to the return, the number of the return, the rule that tells it.
const SEEN: &[(&str, &[u64], u16, u64, &str)] = &[
    // A digit too many or too few.
    (ARMS, &[118, 104, 97, 131, 122, 109, 115, 126, 120], 1, 1_160, "HIS-15"),
    (ARMS, &[118, 104, 97, 131, 122, 109, 115, 126, 120], 1, 12, "HIS-15"),
    (ARMS, &[640, 702, 655], 1, 67_000, "HIS-15"),
    (ARMS, &[4_310, 3_988, 4_120, 4_407], 1, 43, "HIS-15"),
    (ARMS, &[88], 1, 880, "HIS-15"),
    ("AM.TOTAL/TOTAL", &[25_300, 24_100, 27_400], 1, 256_000, "HIS-15"),
    ("SZ.TYPE/SHOTG", &[174, 181, 169, 190, 177], 1, 1_790, "HIS-15"),
    // Many times more or fewer than the year before, short of a digit.
    (ARMS, &[100, 110, 96, 104, 99, 107, 112, 101, 103], 1, 700, "HIS-03"),
    (ARMS, &[100, 110, 96, 104, 99, 107, 112, 101, 103], 1, 1_000_000, "HIS-03"),
    (ARMS, &[820, 790, 845, 812, 801], 1, 127, "HIS-03"),
    (ARMS, &[9, 14, 11, 12], 1, 190, "HIS-03"),
    (ARMS, &[205, 240], 1, 850, "HIS-02"),
    (ARMS, &[1_010, 980, 1_120, 1_060, 1_090, 1_000, 1_040], 1, 260, "HIS-02"),
    // Near the year before or without one, and unlike all the others.
    (ARMS, &[100, 97, 104, 101, 99, 103, 98, 150], 1, 320, "HIS-06"),
    (ARMS, &[512, 498, 530, 505, 521, 360], 1, 190, "HIS-06"),
    (ARMS, &[512, 498, 530, 505, 521], 2, 1_450, "HIS-06"),
    (ARMS, &[100, 80, 120], 2, 400, "HIS-07"),
    // Steadily there and gone, steadily absent and there.
    ("SZ.PLACE/SEA", &[41, 35, 38, 44, 36, 40, 39, 42, 37], 1, 0, "HIS-17"),
    ("FD.TYPE/TOTAL", &[0, 0, 0, 0, 0, 0, 0, 0, 0], 1, 75, "HIS-17"),
];

#[test]
fn the_rules_see_what_a_z_score_of_three_cannot_see_in_nine_years_or_fewer() {
    for (cell, earlier, gap, now, code) in SEEN {
        assert!(earlier.len() <= 9, "{cell} {earlier:?}: too many years");
        let z = z_score(earlier, *now);
        assert!(z < 3.0, "{cell} {earlier:?}, {now}: the z-score sees it, {z}");
        let found = history(&example(cell, earlier, *gap, *now));
        assert_eq!(warnings(&found), [*code], "{cell} {earlier:?}, {now}");
        assert_eq!(found.len(), 1, "{cell} {earlier:?}, {now}: one fact is told once");
        let place = found.first().and_then(Finding::place).unwrap().to_string();
        assert_eq!(place, format!("{YEAR}:{cell}"));
    }
}

/// Cell, earlier years, years from the last of them to the return, the number of the return.
const ORDINARY: &[(&str, &[u64], u16, u64)] = &[
    // Growth and decline.
    (ARMS, &[100, 125, 156, 195, 244, 305, 381, 477, 596], 1, 745),
    (ARMS, &[900, 760, 640, 550, 470, 400], 1, 340),
    (ARMS, &[60, 110, 190], 1, 330),
    // Noise.
    (ARMS, &[118, 104, 97, 131, 122, 109, 115, 126, 120], 1, 143),
    (ARMS, &[410, 655, 380, 720, 515, 460, 690], 1, 395),
    (ARMS, &[2_300, 1_480, 3_150, 1_900, 2_750], 1, 4_100),
    (ARMS, &[100, 100, 100, 100, 100], 1, 155),
    ("SZ.TYPE/SMG", &[11, 24, 9, 17], 1, 31),
    // Small counts.
    (ARMS, &[2, 0, 5, 1, 0, 3], 1, 19),
    (ARMS, &[4, 3, 4, 5], 1, 30),
    (ARMS, &[12, 7, 15, 9], 1, 48),
    ("CJ.CON/F", &[3, 1, 2], 1, 0),
    ("SZ.TYPE/MG", &[0, 0, 0, 0], 1, 6),
    // A single earlier year, and none the year before.
    (ARMS, &[140], 1, 320),
    (ARMS, &[140], 3, 700),
    // The year before stood out; this one is as always. A new level that was told the year before.
    (ARMS, &[101, 98, 104, 97, 420], 1, 105),
    (ARMS, &[101, 98, 104, 97, 420], 1, 440),
];

#[test]
fn ordinary_series_need_no_explanation() {
    for (cell, earlier, gap, now) in ORDINARY {
        let found = history(&example(cell, earlier, *gap, *now));
        assert_eq!(warnings(&found), [""; 0], "{cell} {earlier:?}, {now}");
    }
}

#[test]
fn a_whole_table_typed_with_a_digit_too_many_is_told_once() {
    let cells = |times: u64, year: u16| {
        let rows = [("PISTOL", 391), ("REVOLV", 172), ("RIFLE", 151), ("TOTAL", 714)];
        let sized = rows.map(|(row, count)| (row, (count + u64::from(year % 5)) * times));
        sized.iter().fold(String::new(), |mut text, (row, count)| {
            writeln!(text, "\"SZ.TYPE/{row}\" = {count}").unwrap();
            text
        })
    };
    let earlier = [2023, 2024].map(|year| format!("[earlier.{year}.cells]\n{}", cells(1, year)));
    let found = history(&format!("year = {YEAR}\n[cells]\n{}{}", cells(10, YEAR), earlier.concat()));
    assert_eq!(warnings(&found), ["HIS-15"]);
    let places: Vec<_> =
        found.iter().flat_map(|finding| &finding.locations).map(|at| at.place.to_string()).collect();
    let rows = ["TOTAL", "PISTOL", "REVOLV", "RIFLE"];
    assert_eq!(places, rows.map(|row| format!("{YEAR}:SZ.TYPE/{row}")));
}

#[test]
fn the_same_total_in_two_tables_is_told_once_and_two_totals_apart() {
    let text = |marked: u64| {
        format!(
            "year = {YEAR}\n[cells]\n\"FD.TYPE/TOTAL\" = 116\n\"FD.MARK/TOTAL\" = {marked}\n\
             [earlier.2024.cells]\n\"FD.TYPE/TOTAL\" = 1140\n\"FD.MARK/TOTAL\" = 1140\n"
        )
    };
    assert_eq!(warnings(&history(&text(116))), ["HIS-15"]);
    assert_eq!(warnings(&history(&text(115))), ["HIS-15", "HIS-15"]);
}

#[test]
fn a_number_that_holds_another_is_not_compared() {
    let text = format!(
        "year = {YEAR}\n[cells]\n\"SZ.TYPE/TOTAL\" = 700\n\"FD.TYPE/TOTAL\" = \"INC SZ.TYPE/TOTAL\"\n\
         [earlier.2024.cells]\n\"SZ.TYPE/TOTAL\" = 100\n"
    );
    assert_eq!(warnings(&history(&text)), [""; 0]);
    let apart = text.replace("\"INC SZ.TYPE/TOTAL\"", "90");
    assert_eq!(warnings(&history(&apart)), ["HIS-03"]);
}

#[test]
fn a_zero_that_no_state_confirmed_is_no_earlier_zero() {
    let text = example("FD.TYPE/TOTAL", &[0, 0, 0], 1, 75);
    assert_eq!(warnings(&history(&text)), ["HIS-17"]);
    let (edition, submission, mut known) = support::read(&text);
    let key = CellKey::count("FD.TYPE", "TOTAL");
    let zero =
        Observation { availability: Availability::ZeroUnconfirmed, ..Observation::of(Value::Count(0)) };
    for response in known.earlier.values_mut() {
        response.cells.insert(key.clone(), zero.clone());
    }
    let found = check(&edition, &submission, &known).list;
    assert!(found.iter().all(|finding| finding.code.family() != "HIS"), "{found:?}");
}

#[test]
fn a_zero_that_no_state_confirmed_shifts_no_contexts_moves_no_rate_and_is_no_table() {
    let tracing = |found: u32, rest: u32| {
        let rows = [("IN", found), ("IF", 0), ("PO", 0), ("TA", 0), ("PE", 0), ("NI", rest)];
        let rows = rows.map(|(row, count)| format!("\"TR.SZ/UI.{row}\" = {count}\n"));
        format!("{}\"TR.SZ/UK\" = 0\n", rows.concat())
    };
    let contexts =
        |drug: u32, violence: u32| format!("\"SZ.CTX/DRUG\" = {drug}\n\"SZ.CTX/VIOL\" = {violence}\n");
    let text =
        |now: &str, before: &str| format!("year = {YEAR}\n[cells]\n{now}[earlier.2024.cells]\n{before}");
    let shifted = text(&(tracing(5, 95) + &contexts(90, 10)), &(tracing(95, 5) + &contexts(0, 90)));
    let missing = text("", &contexts(0, 0));
    for (text, codes) in [(&shifted, &["CTX-14", "TRC-14"][..]), (&missing, &["CTX-15"])] {
        let (edition, submission, mut known) = support::read(text);
        let said = |known: &validation::Known| {
            let found = check(&edition, &submission, known).list;
            codes.iter().filter(|code| found.iter().any(|finding| finding.code == **code)).count()
        };
        assert_eq!(said(&known), codes.len(), "{codes:?}");
        for response in known.earlier.values_mut() {
            let zeros = response.cells.values_mut().filter(|cell| cell.count() == Some(0));
            zeros.for_each(|cell| cell.availability = Availability::ZeroUnconfirmed);
        }
        assert_eq!(said(&known), 0, "{codes:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_the_arms_seized_one_thing_is_said(
        earlier in prop::collection::vec(0_u64..3_000, 0..10),
        gap in 1_u16..3,
        now in 0_u64..30_000,
    ) {
        let found = history(&example(ARMS, &earlier, gap, now));
        prop_assert!(found.len() <= 1, "{found:?}");
    }

    #[test]
    fn no_z_score_of_ten_points_or_fewer_reaches_three(
        earlier in prop::collection::vec(0_u64..100_000, 2..10),
        now in 0_u64..100_000_000,
    ) {
        let z = z_score(&earlier, now);
        prop_assert!(z.is_nan() || z < 3.0, "{z}");
    }
}
