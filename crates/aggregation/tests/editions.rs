//! Responses of several editions together: carried over by declared changes, and never more freely than they were given.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail where it stands")]

use aggregation::disclosure::Audience;
use aggregation::editions::together;
use aggregation::observations;
use schema::load::embedded;
use schema::questionnaire::Tier;
use schema::{
    Catalogue, CellKey, Changes, Declaration, DeclarationItem, Observation, Response, TableId, Value,
};

/// The edition 2018, and one of 2027 with declared changes from it.
fn catalogue(paths: &[(&str, Option<&str>)]) -> Catalogue {
    let mut catalogue = Catalogue::parse(&embedded()).unwrap();
    let mut later = catalogue.get("2018").unwrap().clone();
    later.edition = "2027".into();
    later.first_year = 2027;
    later.changes = vec![Changes {
        edition: "2018".into(),
        fingerprint: None,
        paths: paths.iter().map(|(was, is)| ((*was).to_owned(), is.map(str::to_owned))).collect(),
        codes: [].into(),
    }];
    catalogue.editions.insert("2027".into(), later);
    catalogue
}

fn response(cells: &[(&str, u64)]) -> Response {
    let mut response = Response::new("2018".into(), "XDA".into(), 2025);
    let cells = cells
        .iter()
        .map(|(key, count)| (CellKey::parse(key).unwrap(), Observation::of(Value::Count(*count))));
    response.cells = cells.collect();
    response
}

fn only_for_the_un(mut response: Response, table: &str) -> Response {
    let items = [(DeclarationItem::Consent, Observation::of(Value::Code("UN_ONLY".into())))].into();
    response.declarations.insert(table.into(), Declaration { items });
    response
}

/// What the public gets, as edition and cell.
fn seen(catalogue: &Catalogue, response: Response) -> Vec<String> {
    let groups = together(catalogue, vec![response]).unwrap();
    let mut seen = Vec::new();
    for group in &groups {
        let responses = group.whole.iter().chain(&group.left);
        for row in observations::rows(group.questionnaire, responses, Audience::Public) {
            seen.push(format!("{} {}/{}", group.questionnaire.edition, row.table_id, row.row_code));
        }
    }
    seen
}

#[test]
fn a_cell_is_seen_where_it_stands_now_and_what_is_no_longer_asked_where_it_stood() {
    let catalogue = catalogue(&[("SZ.MARK", None), ("SZ.TYPE/PISTOL", Some("SZ.TYPE/REVOLV"))]);
    let response = response(&[("SZ.TYPE/PISTOL", 3), ("SZ.TYPE/RIFLE", 4), ("SZ.MARK/UNIQ", 5)]);
    let seen = seen(&catalogue, response);
    assert_eq!(seen, ["2027 SZ.TYPE/REVOLV", "2027 SZ.TYPE/RIFLE", "2018 SZ.MARK/UNIQ"]);
}

#[test]
fn a_cell_that_would_leave_more_freely_in_its_new_table_stays_in_its_old_one() {
    let moved = [("SZ.MARK/UNIQ", Some("SZ.TYPE/PISTOL"))];
    let given = || response(&[("SZ.MARK/UNIQ", 5), ("SZ.TYPE/RIFLE", 4)]);
    assert_eq!(seen(&catalogue(&moved), given()), ["2027 SZ.TYPE/PISTOL", "2027 SZ.TYPE/RIFLE"]);
    let withheld = only_for_the_un(given(), "SZ.MARK");
    assert_eq!(seen(&catalogue(&moved), withheld), ["2027 SZ.TYPE/RIFLE"], "for want of consent");
    let mut stricter = catalogue(&moved);
    let own = stricter.editions.get_mut("2018").unwrap();
    own.tables.get_mut(&TableId::from("SZ.MARK")).unwrap().tier = Tier::Restricted;
    assert_eq!(seen(&stricter, given()), ["2027 SZ.TYPE/RIFLE"], "for its tier");
}

#[test]
fn where_nothing_is_declared_a_response_stays_under_its_edition() {
    let mut catalogue = catalogue(&[]);
    catalogue.editions.get_mut("2027").unwrap().changes.clear();
    assert_eq!(seen(&catalogue, response(&[("SZ.TYPE/RIFLE", 4)])), ["2018 SZ.TYPE/RIFLE"]);
}

#[test]
fn two_cells_that_became_one_are_both_there() {
    let merged = [("SZ.TYPE/SMG", Some("SZ.TYPE/MG"))];
    let seen = seen(&catalogue(&merged), response(&[("SZ.TYPE/MG", 1), ("SZ.TYPE/SMG", 2)]));
    assert_eq!(seen, ["2027 SZ.TYPE/MG", "2018 SZ.TYPE/SMG"]);
}

#[test]
fn an_edition_that_is_not_known_is_an_error() {
    let mut response = response(&[]);
    response.edition = "1999".into();
    assert_eq!(together(&catalogue(&[]), vec![response]).err(), Some("1999".into()));
}
