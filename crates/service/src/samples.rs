//! Plausible invented returns of fictional States, for the demonstration and the suite. Every figure follows from a
//! seed; a sample is consistent with every rule and answers every table.

mod builder;
mod records;

use schema::{
    CellKey, CountryCode, Header, Lang, Profile, Questionnaire, Response, Submission, TableKind, Value, Year,
};

use builder::{Builder, split};

/// What a sample is of.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The fictional State.
    pub country: CountryCode,
    /// The reference year.
    pub year: Year,
    /// Arms seized in that year, at least 200.
    pub arms: u64,
    /// The language of the file.
    pub lang: Lang,
    /// Which tables are answered.
    pub profile: Profile,
}

const TYPES: &[(&str, u64)] = &[
    ("PISTOL", 391),
    ("REVOLV", 172),
    ("RIFLE", 151),
    ("SHOTG", 174),
    ("SMG", 13),
    ("MG", 9),
    ("OTHER", 59),
    ("UNK", 31),
];
const LIGHT: &[(&str, u64)] = &[
    ("GLAUNCH", 14),
    ("AAGUN", 1),
    ("ATGUN", 2),
    ("RECOIL", 1),
    ("ATMISS", 1),
    ("MANPADS", 1),
    ("MORTAR", 3),
    ("COMBI", 22),
    ("OTHERX", 14),
];
const PLACES: &[(&str, u64)] =
    &[("LAND", 83), ("AIR", 21), ("SEA", 37), ("INLAND", 764), ("OTHER", 42), ("UNK", 53)];
const JUSTIFICATIONS: &[(&str, u64)] =
    &[("MANUF", 41), ("TRAFF", 187), ("POSS", 446), ("USE", 173), ("MARK", 23), ("OTHER", 84), ("UNK", 46)];
const CONTEXTS: &[(&str, u64)] = &[
    ("FAOTHER", 291),
    ("DRUG", 146),
    ("OTRAFF", 28),
    ("VIOL", 133),
    ("OC", 41),
    ("TERR", 7),
    ("OTHER", 52),
    ("NONE", 64),
    ("UNK", 51),
];
const LINKS: &[(&str, u64)] = &[("NONE", 701), ("OC", 96), ("TERR", 8), ("BOTH", 3), ("UNK", 192)];
const CONDITIONS: &[(&str, u64)] = &[
    ("INDUST", 804),
    ("CONV", 61),
    ("REACT", 18),
    ("ASSEM", 13),
    ("MODIF", 27),
    ("OTHERILL", 32),
    ("UNKCOND", 45),
];
const MARKINGS: &[(&str, u64)] = &[("UNIQ", 672), ("ALTER", 61), ("NOMARK", 104), ("UNK", 163)];
const BASES: &[(&str, u64)] = &[("CRIM", 826), ("ADMIN", 133), ("UNK", 41)];
const LEGAL: &[(&str, u64)] = &[("TEMPORARY", 411), ("DEFINITIVE", 472), ("RETURNED", 66), ("UNK", 51)];
const TRACES: &[(&str, u64)] = &[
    ("UI.LN", 181),
    ("UI.IN", 118),
    ("UI.IF", 37),
    ("UI.PO", 22),
    ("UI.TA", 91),
    ("UI.PE", 63),
    ("UI.NI", 160),
];

/// A clean return: no error, no warning.
pub fn clean(questionnaire: &Questionnaire, sample: &Sample) -> Submission {
    let header = Header {
        edition: questionnaire.edition.clone(),
        country: sample.country.clone(),
        cycle: sample.year + 1,
        year: sample.year,
        language: sample.lang,
        profile: sample.profile,
        template: None,
    };
    let response = Response::new(header.edition.clone(), sample.country.clone(), sample.year);
    let mut builder = Builder { questionnaire, response };
    seized(&mut builder, sample.arms);
    contexts(&mut builder, sample.arms);
    found_and_surrendered(&mut builder, sample.arms);
    traced(&mut builder, sample.arms);
    justice(&mut builder, sample.arms);
    records::seizures(&mut builder, sample);
    builder.fill_the_rest(sample.arms);
    builder.declare();
    let mut response = builder.response;
    if sample.profile == Profile::Core {
        keep_core(questionnaire, &mut response);
    }
    Submission::of(header, response)
}

fn seized(builder: &mut Builder<'_>, arms: u64) {
    builder.count("SZ.CASES", "TOTAL", arms - arms / 11);
    builder.table("SZ.TYPE", arms, TYPES);
    let other = builder.get("SZ.TYPE", "OTHER");
    builder.table("SZ.LIGHT", other, LIGHT);
    builder.table("SZ.PLACE", arms, PLACES);
    builder.table("SZ.JUST", arms, JUSTIFICATIONS);
    builder.table("SZ.LINK", arms, LINKS);
    builder.table("SZ.COND", arms, CONDITIONS);
    builder.table("SZ.MARK", arms, MARKINGS);
    builder.table("SZ.BASIS", arms, BASES);
    builder.table("SZ.SOF", arms, LEGAL);
    let parts = arms / 3 + 1;
    builder.count("PC.TOTAL", "TOTAL", parts);
    builder.table(
        "PC.TYPE",
        parts,
        &[
            ("FRAME", 91),
            ("BARREL", 204),
            ("SLIDE", 133),
            ("BOLT", 78),
            ("SUPP", 61),
            ("MAG", 288),
            ("OTHER", 97),
            ("UNK", 48),
        ],
    );
    let rounds = arms * 21 + 7;
    builder.count("AM.TOTAL", "TOTAL", rounds);
    builder.table("AM.KIND", rounds, &[("ROUND", 893), ("COMP", 71), ("UNK", 36)]);
    let complete = builder.get("AM.KIND", "ROUND");
    let calibres = [
        ("ROUND.HAND", 511),
        ("ROUND.RIFLE", 264),
        ("ROUND.SHOTG", 131),
        ("ROUND.HEAVY", 12),
        ("ROUND.UNK", 82),
    ];
    builder.parts("AM.KIND", complete, &calibres);
}

/// Contexts declared exclusive: they add up to the arms, and firearms trafficking is the same number as the
/// justification says.
fn contexts(builder: &mut Builder<'_>, arms: u64) {
    let trafficking = builder.get("SZ.JUST", "TRAFF");
    builder.count("SZ.CTX", "FATRAFF", trafficking);
    builder.parts("SZ.CTX", arms - trafficking, CONTEXTS);
    let other = builder.get("SZ.CTX", "OTHER");
    let sub = split(other, &[("PROP", 41), ("HUNT", 17), ("-", 42)]);
    for (row, count) in sub.iter().filter(|(row, _)| *row != "-") {
        builder.count("SZ.CTX", row, *count);
    }
    builder.field("SZ.CTXMODE", "MODE", Value::Code("EXCLUSIVE".into()));
}

fn found_and_surrendered(builder: &mut Builder<'_>, arms: u64) {
    let (found, surrendered) = (arms / 9 + 23, arms / 4 + 31);
    builder.table("FD.TYPE", found, TYPES);
    builder.table("FD.MARK", found, MARKINGS);
    builder.table(
        "SU.TYPE",
        surrendered,
        &[
            ("PISTOL", 208),
            ("REVOLV", 121),
            ("RIFLE", 263),
            ("SHOTG", 347),
            ("SMG", 7),
            ("MG", 4),
            ("OTHER", 29),
            ("UNK", 21),
        ],
    );
    builder.table("SU.MARK", surrendered, MARKINGS);
    builder.table(
        "SU.PROG",
        surrendered,
        &[("AMNESTY", 612), ("DDR", 23), ("INDIVIDUAL", 288), ("OTHER", 41), ("UNK", 36)],
    );
}

/// The tracing block agrees with the marking table: uniquely identifiable are the uniquely marked.
fn traced(builder: &mut Builder<'_>, arms: u64) {
    for (trace, mark, total) in
        [("TR.SZ", "SZ.MARK", "SZ.TYPE"), ("TR.FD", "FD.MARK", "FD.TYPE"), ("TR.SU", "SU.MARK", "SU.TYPE")]
    {
        let [unique, altered, unmarked, unknown] =
            ["UNIQ", "ALTER", "NOMARK", "UNK"].map(|row| builder.get(mark, row));
        builder.count(trace, "UI", unique);
        builder.parts(trace, unique, TRACES);
        builder.count(trace, "NU", altered + unmarked);
        builder.count(trace, "NU.EA", altered);
        let crafted = unmarked / 4;
        builder.count(trace, "NU.IM", crafted);
        builder.count(trace, "NU.NF", unmarked - crafted);
        builder.count(trace, "UK", unknown);
        let all = builder.get(total, "TOTAL");
        builder.count(trace, "TOTAL", all);
        builder.note(
            trace,
            "UI.PO",
            "Established by the criminal police from statements and seized records.",
        );
    }
    let sent = arms / 20 + 9;
    builder.count("TR.REQSENT", "SENT", sent);
    builder.count("TR.REQSENT", "ANSWERED", sent / 2);
    builder.count("TR.REQSENT", "PENDING", sent / 3);
    builder.count("TR.REQRECV", "RECEIVED", sent / 2 + 3);
    builder.count("TR.REQRECV", "ANSWERED", sent / 2);
}

fn justice(builder: &mut Builder<'_>, arms: u64) {
    let arrested = arms / 3 + 61;
    for (table, persons) in
        [("CJ.ARR", arrested), ("CJ.PRO", arrested * 7 / 11), ("CJ.CON", arrested * 5 / 11)]
    {
        builder.table(table, persons, &[("M", 871), ("F", 92), ("U", 37)]);
    }
    builder.parts(
        "CJ.OFF",
        arrested,
        &[
            ("ONLY", 263),
            ("POSS", 311),
            ("FAOTH", 92),
            ("DRUG", 143),
            ("OTRAFF", 31),
            ("OC", 38),
            ("VIOL", 61),
            ("TERR", 6),
            ("OTHER", 55),
        ],
    );
    // Arms seized in the context of terrorism go with a suspect.
    if builder.get("CJ.OFF", "TERR") == 0 {
        builder.count("CJ.OFF", "TERR", 1);
        let others = builder.get("CJ.OFF", "POSS");
        builder.count("CJ.OFF", "POSS", others.saturating_sub(1));
    }
    for (stage, table) in [("ARR", "CJ.ARR"), ("PRO", "CJ.PRO"), ("CON", "CJ.CON")] {
        for sex in ["M", "F", "U"] {
            let persons = builder.get(table, sex);
            let ages = split(persons, &[("MINOR", 9), ("ADULT", 72), ("UNK", 19)]);
            for (age, count) in ages {
                builder.count("CJ.AGE", &format!("{stage}.{sex}.{age}"), count);
            }
        }
    }
}

/// Only what the core profile asks for.
fn keep_core(questionnaire: &Questionnaire, response: &mut Response) {
    let asked = |table: &schema::TableId| {
        questionnaire.table(table.as_str()).is_some_and(|table| table.asked_in(Profile::Core))
    };
    response.keep_tables(asked);
    response.cells.retain(|key, _| row_asked(questionnaire, key));
}

fn row_asked(questionnaire: &Questionnaire, key: &CellKey) -> bool {
    match questionnaire.table(key.table.as_str()).map(|table| &table.kind) {
        Some(TableKind::Counts(counts)) => {
            counts.closed().iter().all(|row| row.code != key.row || row.profile == Profile::Core)
        }
        _ => true,
    }
}
