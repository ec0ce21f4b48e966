//! What may leave: tier, consent and confidentiality, the same for every data set.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail where it stands")]

use std::sync::OnceLock;

use aggregation::disclosure::Audience;
use aggregation::observations::{self, ObservationRow};
use aggregation::portal;
use schema::load::embedded;
use schema::{
    Catalogue, CellKey, Confidentiality, Declaration, DeclarationItem, Observation, Questionnaire, Response,
    Value,
};

fn edition() -> &'static Questionnaire {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::parse(&embedded()).unwrap()).get("2018").unwrap()
}

fn key(text: &str) -> CellKey {
    CellKey::parse(text).unwrap()
}

fn response(cells: &[(&str, Observation)]) -> Response {
    let mut response = Response::new("2018".into(), "XDA".into(), 2025);
    response.cells = cells.iter().map(|(text, cell)| (key(text), cell.clone())).collect();
    response
}

fn count(count: u64) -> Observation {
    Observation { note: Some("an estimate of the police".into()), ..Observation::of(Value::Count(count)) }
}

fn confidential(number: u64) -> Observation {
    Observation { confidentiality: Confidentiality::Confidential, ..count(number) }
}

fn consenting(mut response: Response, table: &str, consent: Observation) -> Response {
    let items = [(DeclarationItem::Consent, consent)].into();
    response.declarations.insert(table.into(), Declaration { items });
    response
}

fn rows(response: &Response, audience: Audience) -> Vec<ObservationRow> {
    observations::rows(edition(), [response], audience)
}

fn in_portal(response: &Response, audience: Audience) -> Vec<u64> {
    portal::rows(edition(), [response], "2022", audience).into_iter().map(|row| row.value).collect()
}

#[test]
fn a_confidential_cell_leaves_as_withheld_and_never_in_the_portals_layout() {
    let response = response(&[
        ("SZ.TYPE/PISTOL", confidential(0)),
        ("SZ.TYPE/RIFLE", count(4)),
        ("SZ.TYPE/SMG", confidential(7)),
    ]);
    for row in rows(&response, Audience::Public) {
        let free = row.row_code == "RIFLE";
        assert_eq!(row.obs_value, free.then_some(4.0));
        assert_eq!((row.obs_status, row.conf_status), if free { ("A", "F") } else { ("Q", "N") });
        assert_eq!(row.availability, if free { "V" } else { "" }, "a withheld zero does not show as one");
        assert_eq!(row.note, "", "notes are not published");
    }
    let inside = rows(&response, Audience::Secretariat);
    assert_eq!(inside.iter().map(|row| row.obs_value).collect::<Vec<_>>(), [Some(0.0), Some(4.0), Some(7.0)]);
    assert!(inside.iter().all(|row| !row.note.is_empty()));
    assert_eq!(inside.iter().map(|row| row.conf_status).collect::<Vec<_>>(), ["N", "F", "N"]);
    assert_eq!(in_portal(&response, Audience::Public), [4]);
    assert_eq!(in_portal(&response, Audience::Secretariat), [4], "no column of it says confidential");
}

#[test]
fn only_public_tables_leave_cell_by_cell() {
    let response = response(&[
        ("SZ.TYPE/PISTOL", count(1)),
        ("FL.MANUF/XDB", count(2)),
        ("CJ.AGE/TOTAL", count(3)),
        ("SZ.LIGHT/MORTAR", count(4)),
    ]);
    let public: Vec<_> = rows(&response, Audience::Public).into_iter().map(|row| row.table_id).collect();
    assert_eq!(public, ["SZ.TYPE"]);
    let inside = rows(&response, Audience::Secretariat);
    assert_eq!(inside.len(), 4);
    for row in inside {
        assert_eq!(row.conf_status, if row.table_id == "SZ.TYPE" { "F" } else { "N" }, "{}", row.table_id);
    }
}

#[test]
fn consent_narrows_what_the_tier_permits_and_never_widens_it() {
    let code = |code: &str| Observation::of(Value::Code(code.into()));
    let unread =
        Observation { unread: Some("perhaps".into()), ..Observation::absent(schema::Availability::Blank) };
    let blank = Observation::absent(schema::Availability::Blank);
    for (consent, leaves) in [
        (code("PUBLIC"), true),
        (code("AGGREGATE_ONLY"), false),
        (code("UN_ONLY"), false),
        (code("WITHHELD"), false),
        (code("SOMETHING"), false),
        (unread, false),
        (blank, true),
    ] {
        let of_table = consenting(response(&[("SZ.TYPE/PISTOL", count(1))]), "SZ.TYPE", consent.clone());
        assert_eq!(!rows(&of_table, Audience::Public).is_empty(), leaves, "{consent:?}");
        assert_eq!(!in_portal(&of_table, Audience::Public).is_empty(), leaves, "{consent:?}");
        let inside = rows(&of_table, Audience::Secretariat);
        assert_eq!((inside[0].obs_value, inside[0].conf_status), (Some(1.0), if leaves { "F" } else { "N" }));
    }
    let restricted = consenting(response(&[("CJ.AGE/TOTAL", count(1))]), "CJ.AGE", code("PUBLIC"));
    assert!(rows(&restricted, Audience::Public).is_empty());
    let imported = response(&[("SZ.TYPE/PISTOL", count(1))]);
    assert_eq!(in_portal(&imported, Audience::Public), [1], "a published file has no declarations");
}

#[test]
fn personal_data_leaves_for_nobody() {
    let text = Observation::of(Value::Text("A. Focal".into()));
    let mut all = response(&[("M0.INST/NAME", text.clone())]);
    let personal = edition().table("M0.FP").unwrap().fields().unwrap().iter().filter(|field| field.personal);
    for field in personal {
        all.cells.insert(CellKey::field("M0.FP", field.code.as_str()), text.clone());
    }
    assert!(all.cells.len() > 1);
    assert!(rows(&all, Audience::Public).is_empty());
    assert!(rows(&all, Audience::Secretariat).iter().all(|row| row.table_id != "M0.FP"));
}
