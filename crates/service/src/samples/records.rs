//! Invented significant seizures: small against the totals, in the contexts the return reports.

use schema::{Observation, Record, Value};

use super::Sample;
use super::builder::Builder;

/// Three cases a return.
pub(super) fn seizures(builder: &mut Builder<'_>, sample: &Sample) {
    let (letters, year) = (&sample.country, sample.year);
    let cases = [
        Case {
            number: 1,
            month: 2,
            place: "LAND",
            context: &["DRUG", "OC"],
            link: "OC",
            pistols: 4,
            rifles: 2,
        },
        Case {
            number: 2,
            month: 6,
            place: "INLAND",
            context: &["FATRAFF"],
            link: "OC",
            pistols: 9,
            rifles: 3,
        },
        Case {
            number: 3,
            month: 10,
            place: "INLAND",
            context: &["TERR"],
            link: "TERR",
            pistols: 1,
            rifles: 0,
        },
    ];
    let records =
        cases.iter().map(|case| case.record(&format!("{letters}-{year}-{}", case.number), year)).collect();
    if builder.questionnaire.table("SIG").is_some() {
        builder.response.records.insert("SIG".into(), records);
    }
}

struct Case {
    number: u32,
    month: u32,
    place: &'static str,
    context: &'static [&'static str],
    link: &'static str,
    pistols: u64,
    rifles: u64,
}

impl Case {
    fn record(&self, reference: &str, year: u16) -> Record {
        let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), self.month, 11).unwrap_or_default();
        let code = |code: &str| Value::Code(code.into());
        let codes = |codes: &[&str]| Value::Codes(codes.iter().map(|code| (*code).into()).collect());
        let mut record = Record::default();
        for (field, value) in [
            ("CASE", Value::Text(reference.into())),
            ("DATE", Value::Date(date)),
            ("PLACE_CLASS", code(self.place)),
            ("ADMIN1", Value::Text("Northern province".into())),
            ("AUTHORITY", code("POLICE")),
            ("ARMS_TOTAL", Value::Count(self.pistols + self.rifles)),
            ("AMMUNITION", Value::Count(113)),
            ("JUSTIFICATION", code("TRAFF")),
            ("CONTEXT", codes(self.context)),
            ("LINK", code(self.link)),
            ("INVESTIGATED", code("YES")),
            ("ORIGIN", code("XDE")),
            ("TRANSIT", codes(&["XDB"])),
            ("DESTINATION", code("XDF")),
            ("TRANSPORT", code("ROAD")),
            ("TRACE_REQUESTED", code("YES")),
            ("NARRATIVE", Value::Text("Found in a vehicle during a planned operation.".into())),
        ] {
            record.answers.insert(field.into(), Observation::of(value));
        }
        let line = |kind: &str, count: u64| {
            let answers = [("TYPE", code(kind)), ("COUNT", Value::Count(count))];
            answers.into_iter().map(|(field, value)| (field.into(), Observation::of(value))).collect()
        };
        let arms = [("PISTOL", self.pistols), ("RIFLE", self.rifles)];
        let lines = arms.iter().filter(|(_, count)| *count > 0).map(|(kind, count)| line(kind, *count));
        record.children.insert("ARMS".into(), lines.collect());
        record
    }
}
