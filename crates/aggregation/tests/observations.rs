//! The tidy rows say in what each number is counted.

use aggregation::observations::{Audience, rows};
use schema::load::embedded;
use schema::{Catalogue, CellKey, Observation, Response, Value};

#[test]
fn a_row_carries_the_unit_of_its_column() {
    let catalogue = Catalogue::parse(&embedded()).unwrap();
    let edition = catalogue.get("2018").unwrap();
    let mut response = Response::new("2018".into(), "XDA".into(), 2025);
    for (key, value) in [
        (CellKey::count("FL.TRANSPORT", "ROAD"), Value::Count(7)),
        (CellKey::new("FL.TRANSPORT", "ROAD", "CASES"), Value::Count(3)),
        (CellKey::new("FL.MANUF", "XDB", "SHARE"), Value::Decimal(12.5)),
        (CellKey::new("FL.ONLINE", "PARCEL", "FREQUENCY"), Value::Code("RARELY".into())),
    ] {
        response.cells.insert(key, Observation::of(value));
    }
    let units: Vec<_> = rows(edition, [&response], Audience::Secretariat)
        .into_iter()
        .map(|row| (row.table_id, row.column_code, row.unit))
        .collect();
    let expected = [
        ("FL.MANUF", "SHARE", "percent"),
        ("FL.TRANSPORT", "CASES", "cases"),
        ("FL.TRANSPORT", "COUNT", "arms"),
        ("FL.ONLINE", "FREQUENCY", "none"),
    ];
    assert_eq!(units, expected.map(|(table, column, unit)| (table.into(), column.into(), unit.into())));
}
