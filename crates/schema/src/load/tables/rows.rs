//! The rows of count tables: closed, combined from axes, or open.

use super::{Lists, member};
use crate::code::{Code, ListId, RowCode};
use crate::load::error::{Reader, Source};
use crate::load::raw;
use crate::questionnaire::{Profile, PublishedLabel, Row, RowRole, Rows};

pub(super) fn read(
    reader: &mut Reader<'_>,
    source: Source,
    raw: &raw::Table,
    lists: &Lists,
    profile: Profile,
) -> Option<Rows> {
    if let Some(open) = &raw.open {
        if !lists.contains_key(open.list.get_ref().as_str()) {
            reader.fail(source, open.list.span(), "no file of `lists/` defines this list");
            return None;
        }
        return Some(Rows::Open { list: open.list.get_ref().as_str().into(), most: open.most });
    }
    if let Some(axes) = &raw.axes {
        return Some(Rows::Closed(combined(reader, source, axes, lists, profile)?));
    }
    let mut rows: Vec<Row> = Vec::new();
    for entry in &raw.row {
        let row = row(reader, source, raw, entry, lists, profile)?;
        if rows.iter().any(|other| other.code == row.code) {
            reader.fail(source, entry.code.span(), "stands twice in this table");
        }
        rows.push(row);
    }
    for entry in &raw.row {
        let Some(parent) = &entry.parent else { continue };
        let is_subtotal = |row: &Row| row.code == *parent.get_ref().as_str() && row.role == RowRole::Subtotal;
        if !rows.iter().any(is_subtotal) {
            reader.fail(source, parent.span(), "expected the code of a row with role = \"subtotal\"");
        }
    }
    if rows.is_empty() {
        reader.fail(source, raw.kind.span(), "a count table needs [[row]], `axes` or `open`");
        return None;
    }
    Some(Rows::Closed(rows))
}

fn row(
    reader: &mut Reader<'_>,
    source: Source,
    table: &raw::Table,
    raw: &raw::Row,
    lists: &Lists,
    profile: Profile,
) -> Option<Row> {
    let code = RowCode::from(raw.code.get_ref().as_str());
    let list = table.list.as_ref().filter(|_| !raw.own_label);
    if let Some(list) = list {
        match lists.get(list.get_ref().as_str()) {
            None => {
                reader.fail(source, list.span(), "no file of `lists/` defines this list");
                return None;
            }
            Some(codes) if !codes.contains(code.as_str()) => {
                let expected = format!(
                    "not a code of the list `{}`; add it there or say own_label = true",
                    list.get_ref()
                );
                reader.fail(source, raw.code.span(), &expected);
            }
            Some(_) => {}
        }
    }
    let role = match &raw.role {
        Some(role) => member(reader, source, role, RowRole::from_code, "item, unknown, subtotal or total")?,
        None => RowRole::Item,
    };
    let profile = match &raw.profile {
        Some(profile) => member(reader, source, profile, Profile::from_code, "core or full")?,
        None => profile,
    };
    Some(Row {
        code,
        list: list.map(|list| list.get_ref().as_str().into()),
        axes: Vec::new(),
        role,
        parent: raw.parent.as_ref().map(|parent| parent.get_ref().as_str().into()),
        profile,
        import_only: raw.import_only,
        sensitive: raw.sensitive,
        published: published(reader, source, table, raw),
    })
}

/// What a row's own label lacks is taken from the table's.
fn published(
    reader: &mut Reader<'_>,
    source: Source,
    table: &raw::Table,
    row: &raw::Row,
) -> Vec<PublishedLabel> {
    let shared = table.published.clone().unwrap_or_default();
    let mut labels = Vec::new();
    for own in &row.published {
        let pick = |own: &Option<String>, shared: &Option<String>| own.clone().or_else(|| shared.clone());
        let parts = (
            pick(&own.indicator, &shared.indicator),
            pick(&own.dimension, &shared.dimension),
            pick(&own.category, &shared.category),
        );
        let (Some(indicator), Some(dimension), Some(category)) = parts else {
            let expected = "`published` needs indicator, dimension and category, of the row or of the table";
            reader.fail(source, row.code.span(), expected);
            continue;
        };
        labels.push(PublishedLabel {
            vintage: pick(&own.vintage, &shared.vintage),
            indicator,
            dimension,
            category,
            sex: pick(&own.sex, &shared.sex).unwrap_or_else(|| "na".to_owned()),
            age: pick(&own.age, &shared.age).unwrap_or_else(|| "na".to_owned()),
        });
    }
    labels
}

/// One row for each combination of codes; a combination's code is its parts joined by dots.
fn combined(
    reader: &mut Reader<'_>,
    source: Source,
    axes: &[raw::Name],
    lists: &Lists,
    profile: Profile,
) -> Option<Vec<Row>> {
    let mut combinations: Vec<Vec<(ListId, Code)>> = vec![Vec::new()];
    for axis in axes {
        let Some(list) = lists.get(axis.get_ref().as_str()) else {
            reader.fail(source, axis.span(), "no file of `lists/` defines this list");
            return None;
        };
        combinations = combinations
            .iter()
            .flat_map(|parts| {
                list.codes.iter().map(move |code| {
                    let mut parts = parts.clone();
                    parts.push((list.id.clone(), code.clone()));
                    parts
                })
            })
            .collect();
    }
    let rows = combinations.into_iter().map(|axes| {
        let codes: Vec<_> = axes.iter().map(|(_, code)| code.as_str()).collect();
        Row {
            code: codes.join(".").into(),
            list: None,
            axes,
            role: RowRole::Item,
            parent: None,
            profile,
            import_only: false,
            sensitive: false,
            published: Vec::new(),
        }
    });
    Some(rows.collect())
}
