//! What a rule needs of a country-year to be judged there.

use std::collections::BTreeMap;

use schema::questionnaire::{Counts, RowRole, ValueKind};
use schema::{Availability, CellKey, Questionnaire, Response, RowCode, RuleCode, Table, TableId, Year};
use validation::CatalogueEntry;

/// Of the figures of a year, those a rule needs: each of its inputs that holds numbers, unless it stands here.
/// Any of the alternatives will do; `TABLE/*` is every part of a table, a table alone some figure of it.
const ANY_OF: &[(&str, &[&[&str]])] = &[
    ("CJS-04", &[&["CJ.ARR/TOTAL"], &["CJ.PRO/TOTAL"], &["CJ.CON/TOTAL"]]),
    ("CJS-05", &[&["CJ.ARR/TOTAL", "CJ.PRO/TOTAL"], &["CJ.ARR/TOTAL", "CJ.CON/TOTAL"]]),
    ("CJS-08", &[&["CJ.ARR/TOTAL"], &["CJ.PRO/TOTAL"], &["CJ.CON/TOTAL"]]),
    (
        "CJS-09",
        &[&["CJ.ARR/TOTAL", "CJ.ARR/F"], &["CJ.PRO/TOTAL", "CJ.PRO/F"], &["CJ.CON/TOTAL", "CJ.CON/F"]],
    ),
    ("CTX-08", &[&["SZ.JUST/USE", "SZ.CTX/VIOL", "SZ.CTX/TERR", "SZ.CTX/OTHER"]]),
    (
        "CTX-11",
        &[&["CJ.OFF/TERR", "SZ.CTX/TERR"], &["CJ.OFF/DRUG", "SZ.CTX/DRUG"], &["CJ.OFF/VIOL", "SZ.CTX/VIOL"]],
    ),
    (
        "HIS-14",
        &[
            &["SZ.TYPE/TOTAL", "CJ.ARR/TOTAL"],
            &["SZ.TYPE/TOTAL", "CJ.PRO/TOTAL"],
            &["SZ.TYPE/TOTAL", "CJ.CON/TOTAL"],
        ],
    ),
    (
        "SEI-04",
        &[
            &["SZ.TYPE/TOTAL", "SZ.JUST"],
            &["SZ.TYPE/TOTAL", "SZ.PLACE"],
            &["SZ.TYPE/TOTAL", "SZ.MARK"],
            &["SZ.TYPE/TOTAL", "SZ.COND"],
            &["SZ.TYPE/TOTAL", "SZ.CTX"],
        ],
    ),
    ("SEI-10", &[&["SZ.TYPE/*", "FD.TYPE/*"], &["SZ.TYPE/*", "SU.TYPE/*"], &["FD.TYPE/*", "SU.TYPE/*"]]),
    ("SEI-13", &[&["SZ.TYPE/MG", "SZ.TYPE/TOTAL"]]),
    ("SEI-15", &[&["SZ.TYPE/OTHER", "SZ.TYPE/TOTAL"]]),
    ("STA-06", &[&[UNKNOWN_ROW]]),
    ("STA-07", &[&[UNKNOWN_ROW]]),
    ("TRC-04", &[&["TR.SZ/UI", "TR.SZ/UI.LN"], &["TR.FD/UI", "TR.FD/UI.LN"], &["TR.SU/UI", "TR.SU/UI.LN"]]),
    ("TRC-05", &[&["TR.SZ/UI", "TR.SZ/UI.NI"], &["TR.FD/UI", "TR.FD/UI.NI"], &["TR.SU/UI", "TR.SU/UI.NI"]]),
    ("TRC-06", &[&["TR.SZ/UI.PE"], &["TR.FD/UI.PE"], &["TR.SU/UI.PE"]]),
    (
        "TRC-14",
        &[&[
            "TR.SZ/UI.IN",
            "TR.SZ/UI.IF",
            "TR.SZ/UI.PO",
            "TR.SZ/UI.TA",
            "TR.SZ/UI.PE",
            "TR.SZ/UI.NI",
            "TR.SZ/UK",
        ]],
    ),
];
/// Some table with both a total and the row for what is unknown.
const UNKNOWN_ROW: &str = "a total and its unknown row";
/// The rules that compare with the year before alone.
const YEAR_BEFORE: &[&str] = &[
    "CTX-14", "CTX-15", "HIS-01", "HIS-02", "HIS-03", "HIS-04", "HIS-05", "HIS-16", "SEI-11", "TRC-06",
    "TRC-14",
];
/// The rules that need several earlier years: as many as their figure `years` says.
const SEVERAL_YEARS: &[&str] = &["HIS-06", "HIS-17"];
/// The rules that are judged even of a State's first year.
const FIRST_YEAR_TOO: &[&str] = &["HIS-07", "HIS-09"];
/// The rules that only the earlier year must have figures for.
const EARLIER_ALONE: &[&str] = &["CTX-15"];
/// The rules that look at nothing but the year itself.
const ALWAYS: &[&str] = &["STR-02", "HIS-09"];

/// Whether a rule judges several tables, each by itself: what is missing in one does not keep it from the others.
pub(super) fn judges_several(code: &RuleCode) -> bool {
    ANY_OF.iter().any(|(own, alternatives)| *code == *own && alternatives.len() > 1)
}

/// Whether a country-year has the figures that a rule asks for.
pub(super) fn are_met(
    edition: &Questionnaire,
    entry: &CatalogueEntry,
    response: &Response,
    earlier: &BTreeMap<Year, Response>,
) -> bool {
    let code = entry.code.as_str();
    let figures = |response, confirmed| Figures { edition, response, confirmed };
    if ALWAYS.contains(&code) {
        return true;
    }
    if !EARLIER_ALONE.contains(&code) && !figures(response, false).suffice(entry) {
        return false;
    }
    if !entry.inputs.iter().any(|input| input == "earlier years") || FIRST_YEAR_TOO.contains(&code) {
        return true;
    }
    let years = earlier.iter().filter(|(_, earlier)| figures(earlier, true).suffice(entry));
    let years: Vec<Year> = years.map(|(year, _)| *year).collect();
    if YEAR_BEFORE.contains(&code) {
        return years.iter().any(|year| year.checked_add(1) == Some(response.year));
    }
    let several = SEVERAL_YEARS.contains(&code).then(|| edition.threshold(code, "years")).flatten();
    u32::try_from(years.len()).is_ok_and(|count| f64::from(count) >= several.unwrap_or(1.0))
}

/// The figures of a year.
struct Figures<'a> {
    edition: &'a Questionnaire,
    response: &'a Response,
    /// Zeros that no State is known to have stated do not count: rules pass over them in earlier years.
    confirmed: bool,
}

impl Figures<'_> {
    fn suffice(&self, entry: &CatalogueEntry) -> bool {
        if let Some((_, alternatives)) = ANY_OF.iter().find(|(code, _)| entry.code == *code) {
            return alternatives.iter().any(|needs| needs.iter().all(|need| self.has(need) == Some(true)));
        }
        let needs: Vec<bool> = entry.inputs.iter().filter_map(|input| self.has(input)).collect();
        !needs.is_empty() && needs.iter().all(|met| *met)
    }

    /// Whether there is a number at an input; `None` where the input is none of numbers.
    fn has(&self, input: &str) -> Option<bool> {
        if input == "every count table" || input == "every cell" {
            return Some(self.response.cells.keys().any(|key| self.is_known(key)));
        }
        if input == UNKNOWN_ROW {
            return Some(self.edition.tables_in_order().any(|table| self.has_unknown_row(table)));
        }
        if let Some(table) = input.strip_suffix("/*") {
            let mut parts = self.edition.table(table)?.counts()?.parts();
            return Some(parts.all(|row| self.is_known(&CellKey::count(table, row.code.clone()))));
        }
        if let Some(key) = CellKey::parse(input).filter(|_| input.contains('/')) {
            let is_number = self.edition.kind(&key).is_some_and(ValueKind::is_number);
            return is_number.then(|| self.is_known(&key));
        }
        self.edition.table(input)?.counts()?;
        let table = TableId::from(input);
        let mut cells = self.response.table(&table);
        Some(cells.any(|(key, _)| self.is_known(key)))
    }

    fn is_known(&self, key: &CellKey) -> bool {
        let cell = self.response.cell(key).filter(|cell| cell.count().is_some());
        cell.is_some_and(|cell| !self.confirmed || cell.availability != Availability::ZeroUnconfirmed)
    }

    fn has_unknown_row(&self, table: &Table) -> bool {
        let key = |row: &RowCode| CellKey::count(table.id.clone(), row.clone());
        let total = table.counts().and_then(Counts::total);
        let rows = table.counts().map_or(&[][..], Counts::closed);
        let unknown = rows.iter().find(|row| row.role == RowRole::Unknown);
        total.zip(unknown).is_some_and(|(total, unknown)| {
            self.is_known(&key(&total.code)) && self.is_known(&key(&unknown.code))
        })
    }
}
