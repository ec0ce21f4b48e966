//! What a table says of itself holds for its blank cells.

use schema::questionnaire::{Rows, ValueKind};
use schema::response::{Blanks, TableStatus};
use schema::{Availability, CellKey, Observation, Profile, Response, Table, TableKind, Value};

/// Gives the blank number cells of a table the status that follows from its declaration. Rows that the form of the
/// profile does not ask for stay blank: nobody left them so.
pub(super) fn blanks(table: &Table, profile: Profile, response: &mut Response) {
    let TableKind::Counts(counts) = &table.kind else { return };
    let Some(declaration) = response.declarations.get(&table.id) else { return };
    let meaning = match (declaration.status(), declaration.blanks()) {
        (Some(TableStatus::NotAvailable), _) => Availability::NotAvailable,
        (Some(TableStatus::NotApplicable), _) => Availability::NotApplicable,
        (Some(TableStatus::NoSuchCase), _) | (_, Some(Blanks::Zero)) => Availability::Zero,
        (_, Some(Blanks::NotAvailable)) => Availability::NotAvailable,
        _ => return,
    };
    let Rows::Closed(rows) = &counts.rows else { return };
    for row in rows.iter().filter(|row| !row.import_only) {
        for column in counts.columns.iter().filter(|column| column.kind.is_number()) {
            let key = CellKey::new(table.id.clone(), row.code.clone(), column.code.clone());
            if !row.asked_in(profile) && !response.cells.contains_key(&key) {
                continue;
            }
            let cell = response.cells.entry(key).or_insert_with(|| Observation::absent(Availability::Blank));
            if cell.availability != Availability::Blank || cell.unread.is_some() {
                continue;
            }
            cell.availability = meaning;
            cell.inherited = true;
            if meaning == Availability::Zero {
                cell.value = Some(match column.kind {
                    ValueKind::Count => Value::Count(0),
                    _ => Value::Decimal(0.0),
                });
            }
        }
    }
}
