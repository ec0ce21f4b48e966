//! Merging in itself: nothing is lost, nothing is made up, and nobody's order matters.

use proptest::prelude::*;
use schema::load::embedded;
use schema::{Availability, Catalogue, Lang, Profile, Submission, Value};

use super::*;
use crate::samples::{Sample, clean};

fn catalogue() -> Catalogue {
    Catalogue::parse(&embedded()).unwrap()
}

fn whole(edition: &Questionnaire) -> Submission {
    let country = "XDB".into();
    clean(edition, &Sample { country, year: 2025, arms: 1_000, lang: Lang::En, profile: Profile::Full })
}

fn party(id: &str, response: Response) -> Party {
    Party { id: id.to_owned(), response, tables: BTreeSet::new(), earlier_files: BTreeSet::new() }
}

fn nothing(whole: &Response) -> Response {
    Response::new(whole.edition.clone(), whole.country.clone(), whole.year)
}

/// Hands out the answers of a response: `of` says to which of some parties each goes, by its number.
fn parts(whole: &Response, parties: usize, mut of: impl FnMut(usize) -> Vec<usize>) -> Vec<Party> {
    let mut parts: Vec<Response> = vec![nothing(whole); parties];
    let mut number = 0;
    let mut each = |give: &mut dyn FnMut(&mut Response)| {
        for to in of(number) {
            give(&mut parts[to]);
        }
        number += 1;
    };
    for (key, cell) in &whole.cells {
        each(&mut |part| drop(part.cells.insert(key.clone(), cell.clone())));
    }
    for (table, declaration) in &whole.declarations {
        for (item, answer) in &declaration.items {
            each(&mut |part| {
                let own = part.declarations.entry(table.clone()).or_default();
                own.items.insert(*item, answer.clone());
            });
        }
    }
    for (table, records) in &whole.records {
        for record in records {
            each(&mut |part| part.records.entry(table.clone()).or_default().push(record.clone()));
        }
    }
    parts.into_iter().enumerate().map(|(index, part)| party(&format!("party {index}"), part)).collect()
}

/// The tables of a response as a document, cases in the order of their text.
fn tables(edition: &Questionnaire, response: &Response) -> Json {
    let mut tables = document::tables(edition, response);
    for table in tables.as_object_mut().unwrap().values_mut() {
        if let Some(records) = table.get_mut("records").and_then(Json::as_array_mut) {
            records.sort_by_key(Json::to_string);
        }
    }
    tables
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn answers_handed_out_in_any_way_come_together_again(seed in any::<usize>(), parties in 1_usize..5) {
        let catalogue = catalogue();
        let edition = catalogue.get("2018").unwrap();
        let whole = whole(edition).response;
        // Each answer goes to one party, some to several.
        let of = |number: usize| {
            let mixed = (number + 1).wrapping_mul(seed | 1).rotate_left(17);
            let (one, other) = (mixed % parties, (mixed / 7) % parties);
            if mixed.is_multiple_of(3) && other != one { vec![one, other] } else { vec![one] }
        };
        let mut parts = parts(&whole, parties, of);
        let merged = merge(edition, &parts, &Choices::new()).unwrap();
        prop_assert_eq!(&merged.conflicts, &Vec::new());
        prop_assert_eq!(tables(edition, &merged.response), tables(edition, &whole));
        parts.reverse();
        let turned = merge(edition, &parts, &Choices::new()).unwrap();
        prop_assert_eq!(tables(edition, &turned.response), tables(edition, &whole));
    }

    #[test]
    fn each_place_that_differs_is_a_conflict_and_each_choice_is_taken(seed in any::<u64>()) {
        let catalogue = catalogue();
        let edition = catalogue.get("2018").unwrap();
        let draft = whole(edition).response;
        let mut other = draft.clone();
        let mut changed = BTreeSet::new();
        for (index, (key, cell)) in other.cells.iter_mut().enumerate() {
            let mixed = (index as u64 + 1).wrapping_mul(seed | 1).rotate_left(23);
            if let Some(Value::Count(count)) = cell.value.as_mut().filter(|_| mixed.is_multiple_of(5)) {
                *count += 1;
                cell.availability = Availability::Reported;
                changed.insert(Place::new(2025, At::Cell(key.clone())).to_string());
            }
        }
        let parties = [party(DRAFT, draft.clone()), party("police", other.clone())];
        let merged = merge(edition, &parties, &Choices::new()).unwrap();
        let found: BTreeSet<String> = merged.conflicts.iter().map(|one| one.place.to_string()).collect();
        prop_assert_eq!(&found, &changed);
        let police: Choices = changed.iter().map(|place| (place.clone(), "police".to_owned())).collect();
        let merged = merge(edition, &parties, &police).unwrap();
        prop_assert_eq!((merged.conflicts, merged.misplaced), (Vec::new(), Vec::new()));
        prop_assert_eq!(tables(edition, &merged.response), tables(edition, &other));
        let own: Choices = changed.iter().map(|place| (place.clone(), DRAFT.to_owned())).collect();
        let merged = merge(edition, &parties, &own).unwrap();
        prop_assert_eq!(tables(edition, &merged.response), tables(edition, &draft));
    }
}

/// Two parties of which each answers one cell of `SZ.TYPE`, as given.
fn two(first: Observation, second: Observation) -> (Catalogue, Vec<Party>) {
    let catalogue = catalogue();
    let whole = whole(catalogue.get("2018").unwrap()).response;
    let with = |answer: Observation| {
        let mut response = nothing(&whole);
        response.cells.insert(CellKey::count("SZ.TYPE", "PISTOL"), answer);
        response
    };
    let parties = vec![party("police", with(first)), party("customs", with(second))];
    (catalogue, parties)
}

fn taken(catalogue: &Catalogue, parties: &[Party]) -> Option<Observation> {
    let merged = merge(catalogue.get("2018").unwrap(), parties, &Choices::new()).unwrap();
    merged.response.cells.get(&CellKey::count("SZ.TYPE", "PISTOL")).cloned()
}

#[test]
fn what_several_say_of_a_row_beside_its_number_is_kept() {
    let (mut first, mut second) = (Observation::of(Value::Count(5)), Observation::of(Value::Count(5)));
    first.note = Some("Two were of the army.".into());
    second.note = Some("Without the port.".into());
    second.confidentiality = schema::Confidentiality::Confidential;
    second.quality = [schema::Quality::Estimate].into();
    let (catalogue, parties) = two(first, second);
    let cell = taken(&catalogue, &parties).unwrap();
    assert_eq!(cell.note.as_deref(), Some("Two were of the army.\nWithout the port."));
    assert_eq!(cell.confidentiality, schema::Confidentiality::Confidential);
    assert_eq!(cell.quality, [schema::Quality::Estimate].into());
}

#[test]
fn a_blank_or_a_bare_note_is_no_other_answer() {
    let mut bare = Observation::absent(Availability::Blank);
    bare.note = Some("Ask customs.".into());
    let (catalogue, parties) = two(bare, Observation::of(Value::Count(7)));
    let cell = taken(&catalogue, &parties).unwrap();
    assert_eq!((cell.count(), cell.note.as_deref()), (Some(7), Some("Ask customs.")));
    let (catalogue, parties) =
        two(Observation::of(Value::Count(7)), Observation::absent(Availability::NotAvailable));
    assert_eq!(taken(&catalogue, &parties), None, "not available is an answer");
}

#[test]
fn one_case_that_two_describe_differently_is_one_conflict() {
    let catalogue = catalogue();
    let edition = catalogue.get("2018").unwrap();
    let whole = whole(edition).response;
    let (table, records) = whole.records.iter().next().unwrap();
    let mut other = whole.clone();
    let changed = other.records.get_mut(table).unwrap().first_mut().unwrap();
    let field = changed.answers.iter().find(|(field, _)| field.as_str() != "CASE").unwrap().0.clone();
    changed.answers.insert(field, Observation::absent(Availability::NotAvailable));
    let parties = [party(DRAFT, whole.clone()), party("police", other)];
    let merged = merge(edition, &parties, &Choices::new()).unwrap();
    assert_eq!(merged.conflicts.len(), 1, "{:?}", merged.conflicts);
    assert!(matches!(&merged.conflicts[0].place.at, At::Record(key) if key.field.is_none()));
    assert_eq!(merged.response.records[table].len(), records.len() - 1);
}

#[test]
fn what_is_read_of_a_merged_document_has_the_origins_of_what_was_merged() {
    let catalogue = catalogue();
    let edition = catalogue.get("2018").unwrap();
    let mut submission = whole(edition);
    let mut number = 0;
    let mut mark = |answer: &mut Observation| {
        number += 1;
        answer.origin = Some(Origin::Line(number));
        answer.upload = Some(Arc::from(if number.is_multiple_of(2) { "police" } else { "customs" }));
    };
    let response = &mut submission.response;
    response.cells.values_mut().for_each(&mut mark);
    response.declarations.values_mut().flat_map(|one| one.items.values_mut()).for_each(&mut mark);
    for record in response.records.values_mut().flatten() {
        record.answers.values_mut().for_each(&mut mark);
        record.children.values_mut().flatten().flat_map(BTreeMap::values_mut).for_each(&mut mark);
    }
    let merged = merge(edition, &[party(DRAFT, submission.response.clone())], &Choices::new()).unwrap();
    let bytes = document::document(edition, &submission).to_string();
    let file = intake::Upload { bytes: bytes.as_bytes(), file_name: None, media_type: None };
    let draft = intake::read(&file, &catalogue, &intake::Limits::interactive()).unwrap();
    let (mut read, findings) = intake::normalise(draft, edition);
    assert_eq!(findings.list, Vec::new());
    trace(&merged.response, &mut read.response);
    let mut seen = 0;
    let mut same = |from: Option<&Observation>, to: &Observation| {
        if !to.inherited && to.origin.is_some() {
            let from = from.unwrap();
            assert_eq!((&from.origin, &from.upload), (&to.origin, &to.upload));
            seen += 1;
        }
    };
    for (key, cell) in &read.response.cells {
        same(submission.response.cells.get(key), cell);
    }
    for (table, records) in &read.response.records {
        for (record, from) in records.iter().zip(&submission.response.records[table]) {
            for (field, answer) in &record.answers {
                same(from.answers.get(field), answer);
            }
        }
    }
    assert!(seen > 500, "{seen}");
}
