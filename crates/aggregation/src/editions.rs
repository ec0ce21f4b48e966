//! Responses of several editions: carried over into the newest one by the changes it declares, so that series go on; what
//! has no place there, or would leave more freely than the State was told, stays under the edition it was given in.

use std::collections::BTreeMap;

use schema::questionnaire::ValueKind;
use schema::{
    Availability, Catalogue, CellKey, Changes, Declaration, DeclarationItem, EditionId, Observation,
    Questionnaire, Response, Table, TableKind, Value,
};

/// Responses to be read under one edition.
#[derive(Clone, Debug)]
pub struct OfEdition<'a> {
    /// The edition.
    pub questionnaire: &'a Questionnaire,
    /// The responses that are whole here: nothing better is known of their State and year.
    pub whole: Vec<Response>,
    /// What is left of responses that were carried over: cells for which the newest edition has no place.
    pub left: Vec<Response>,
}

/// The responses by edition, the newest edition first.
///
/// # Errors
/// An edition that is not in the catalogue.
pub fn together(catalogue: &Catalogue, responses: Vec<Response>) -> Result<Vec<OfEdition<'_>>, EditionId> {
    let mut found: BTreeMap<&EditionId, OfEdition<'_>> = BTreeMap::new();
    let newest = catalogue.editions.values().max_by_key(|edition| edition.first_year);
    for response in responses {
        let own = catalogue.get(response.edition.as_str()).ok_or_else(|| response.edition.clone())?;
        let steps = newest.map(|newest| steps(catalogue, own, newest)).unwrap_or_default();
        let (mut whole, mut own) = (response, own);
        for (next, changes) in steps {
            let (carried, left) = carry(own, next, changes, whole);
            if !left.cells.is_empty() {
                of(&mut found, own).left.push(left);
            }
            (whole, own) = (carried, next);
        }
        of(&mut found, own).whole.push(whole);
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|group| std::cmp::Reverse(group.questionnaire.first_year));
    Ok(found)
}

fn of<'a, 'b>(
    found: &'b mut BTreeMap<&'a EditionId, OfEdition<'a>>,
    questionnaire: &'a Questionnaire,
) -> &'b mut OfEdition<'a> {
    let new = || OfEdition { questionnaire, whole: Vec::new(), left: Vec::new() };
    found.entry(&questionnaire.edition).or_insert_with(new)
}

/// The declared changes that lead from an edition to the newest one; none where nothing is declared.
fn steps<'a>(
    catalogue: &'a Catalogue,
    from: &'a Questionnaire,
    newest: &'a Questionnaire,
) -> Vec<(&'a Questionnaire, &'a Changes)> {
    if from.edition == newest.edition {
        return Vec::new();
    }
    if let Some(changes) = newest.changes_from(from.edition.as_str(), None) {
        return vec![(newest, changes)];
    }
    let later = catalogue.editions.values().filter(|next| next.first_year > from.first_year);
    let mut ways = later.filter_map(|next| {
        let changes = next.changes_from(from.edition.as_str(), None)?;
        let rest = steps(catalogue, next, newest);
        (!rest.is_empty()).then(|| [vec![(next, changes)], rest].concat())
    });
    ways.next().unwrap_or_default()
}

/// A response under a later edition, and what is left of it under its own. Records stay with what is left: no data set
/// shows them.
fn carry(
    own: &Questionnaire,
    next: &Questionnaire,
    changes: &Changes,
    response: Response,
) -> (Response, Response) {
    let mut carried = Response::new(next.edition.clone(), response.country.clone(), response.year);
    for (table, declaration) in &response.declarations {
        if let Some(present) = changes.table(table).filter(|id| next.table(id.as_str()).is_some()) {
            declare(&mut carried, present, declaration);
        }
    }
    let mut left = Response { cells: BTreeMap::new(), ..response.clone() };
    for (key, cell) in response.cells {
        match moved(own, next, changes, &key, &response.declarations) {
            Some(present) if !carried.cells.contains_key(&present) => {
                let cell = renamed(next, changes, &present, cell);
                carried.cells.insert(present, cell);
            }
            _ => {
                left.cells.insert(key, cell);
            }
        }
    }
    (carried, left)
}

/// A declaration under its present table; where two tables became one, the stricter consent holds.
fn declare(carried: &mut Response, table: schema::TableId, declaration: &Declaration) {
    let present = carried.declarations.entry(table).or_default();
    for (item, answer) in &declaration.items {
        let stricter = *item == DeclarationItem::Consent && !is_free(Some(declaration));
        if stricter || !present.items.contains_key(item) {
            present.items.insert(*item, answer.clone());
        }
    }
}

/// Whether a State did not limit the publication of a table.
fn is_free(declaration: Option<&Declaration>) -> bool {
    let answer = declaration.and_then(|declaration| declaration.items.get(&DeclarationItem::Consent));
    answer.is_none_or(|answer| answer.availability == Availability::Blank && answer.unread.is_none())
        || declaration.and_then(Declaration::consent) == Some("PUBLIC")
}

/// Where a cell stands in the next edition; `None` where it has no place, or one from which it would leave more freely.
fn moved(
    own: &Questionnaire,
    next: &Questionnaire,
    changes: &Changes,
    key: &CellKey,
    declarations: &BTreeMap<schema::TableId, Declaration>,
) -> Option<CellKey> {
    let (table, row) = changes.row(&key.table, &key.row)?;
    let column = changes.column(&key.table, key.row.as_str(), &key.column)?;
    let present = CellKey { table, row, column };
    next.kind(&present)?;
    let (before, after) = (own.table(key.table.as_str())?, next.table(present.table.as_str())?);
    // Consent was given for the table as it was asked: it goes along only where the whole table does.
    let with_its_table = changes.table(&key.table).as_ref() == Some(&present.table);
    let free = with_its_table || is_free(declarations.get(&key.table));
    let as_strict = after.tier >= before.tier && (!is_personal(before, key) || is_personal(after, &present));
    (free && as_strict).then_some(present)
}

fn is_personal(table: &Table, key: &CellKey) -> bool {
    match &table.kind {
        TableKind::Fields(fields) => {
            fields.iter().any(|field| field.personal && field.code == *key.row.as_str())
        }
        TableKind::Counts(_) | TableKind::Records(_) => false,
    }
}

/// An answer with its codes, and the cell it points to, as they are named now.
fn renamed(next: &Questionnaire, changes: &Changes, key: &CellKey, mut cell: Observation) -> Observation {
    let list = match next.kind(key) {
        Some(ValueKind::Code { list } | ValueKind::Codes { list, .. }) => list.as_str(),
        _ => "",
    };
    let now = |code: &schema::Code| changes.code(list, code.as_str()).unwrap_or(code).clone();
    cell.value = cell.value.map(|value| match value {
        Value::Code(code) => Value::Code(now(&code)),
        Value::Codes(codes) => Value::Codes(codes.iter().map(now).collect()),
        other => other,
    });
    if let Some(pointer) = &mut cell.included_in {
        let CellKey { table, row, column } = pointer.cell.clone();
        if let (Some((to, row_now)), Some(column)) =
            (changes.row(&table, &row), changes.column(&table, row.as_str(), &column))
        {
            pointer.cell = CellKey { table: to, row: row_now, column };
        }
    }
    cell
}
