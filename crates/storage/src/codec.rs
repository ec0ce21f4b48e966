//! Between the words of `schema` and what stands in columns. Written out, both ways.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{
    Arg, At, CellKey, Code, Confidentiality, DeclarationItem, Location, Origin, Place, Pointer, Quality,
    RecordKey,
};
use serde_json::{Value as Json, json};

use crate::error::StorageError;

type Read<T> = Result<T, StorageError>;

fn text(json: &Json, key: &str) -> Read<String> {
    let found = json.get(key).and_then(Json::as_str);
    found.map(str::to_owned).ok_or_else(|| StorageError::corrupt(format!("the member {key} is missing")))
}

fn number(json: &Json, key: &str) -> Read<u64> {
    json.get(key)
        .and_then(Json::as_u64)
        .ok_or_else(|| StorageError::corrupt(format!("the member {key} is missing")))
}

fn small<T: TryFrom<u64>>(json: &Json, key: &str) -> Read<T> {
    T::try_from(number(json, key)?)
        .map_err(|_| StorageError::corrupt(format!("the member {key} is out of range")))
}

/// An origin as a JSON text.
pub(crate) fn origin_text(origin: &Origin) -> String {
    origin_json(origin).to_string()
}

fn origin_json(origin: &Origin) -> Json {
    match origin {
        Origin::Sheet { sheet, row, column } => {
            json!({ "sheet": sheet.as_ref(), "row": row, "column": column })
        }
        Origin::Pointer(pointer) => json!({ "pointer": pointer.as_ref() }),
        Origin::Line(line) => json!({ "line": line }),
    }
}

/// An origin from its JSON text.
pub(crate) fn origin(text: &str) -> Read<Origin> {
    origin_from(&parse(text)?)
}

fn origin_from(json: &Json) -> Read<Origin> {
    if json.get("sheet").is_some() {
        let sheet = Arc::from(text(json, "sheet")?);
        return Ok(Origin::Sheet { sheet, row: small(json, "row")?, column: small(json, "column")? });
    }
    if json.get("pointer").is_some() {
        return Ok(Origin::Pointer(Arc::from(text(json, "pointer")?)));
    }
    Ok(Origin::Line(number(json, "line")?))
}

/// JSON that was stored.
pub(crate) fn parse(text: &str) -> Read<Json> {
    serde_json::from_str(text).map_err(|_| StorageError::corrupt("a stored document is not JSON"))
}

/// Quality flags as a text, e.g. `PRV EST`.
pub(crate) fn quality_text(quality: &BTreeSet<Quality>) -> String {
    quality.iter().map(|flag| flag.code()).collect::<Vec<_>>().join(" ")
}

/// Quality flags from their text.
pub(crate) fn quality(text: &str) -> Read<BTreeSet<Quality>> {
    text.split_whitespace()
        .map(|flag| {
            Quality::from_code(flag).ok_or_else(|| StorageError::corrupt(format!("quality flag {flag}")))
        })
        .collect()
}

/// The confidentiality of a code.
pub(crate) fn confidentiality(code: &str) -> Read<Confidentiality> {
    Confidentiality::from_code(code).ok_or_else(|| StorageError::corrupt(format!("confidentiality {code}")))
}

/// A pointer from its text.
pub(crate) fn pointer(text: &str) -> Read<Pointer> {
    Pointer::parse(text).ok_or_else(|| StorageError::corrupt(format!("pointer {text}")))
}

/// Adds a member to an object.
fn set(json: &mut Json, name: &str, value: Json) {
    if let Some(members) = json.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

/// A place as JSON.
pub(crate) fn place_json(place: &Place) -> Json {
    let mut json = match &place.at {
        At::Submission => json!({ "at": "submission" }),
        At::Table(table) => json!({ "at": "table", "table": table.as_str() }),
        At::Declaration(table, item) => {
            json!({ "at": "declaration", "table": table.as_str(), "item": item.name() })
        }
        At::Cell(cell) => {
            let mut json = json!({ "at": "cell" });
            set(&mut json, "cell", cell_json(cell));
            json
        }
        At::Record(record) => {
            let mut json =
                json!({ "at": "record", "table": record.table.as_str(), "case": record.case.as_str() });
            if let Some((child, line)) = &record.child {
                set(&mut json, "child", json!(child.as_str()));
                set(&mut json, "line", json!(line));
            }
            if let Some(field) = &record.field {
                set(&mut json, "field", json!(field.as_str()));
            }
            json
        }
    };
    set(&mut json, "year", json!(place.year));
    json
}

/// A cell as JSON: three members, since a code that a file made up may hold anything, a slash too.
pub(crate) fn cell_json(cell: &CellKey) -> Json {
    json!({ "table": cell.table.as_str(), "row": cell.row.as_str(), "column": cell.column.as_str() })
}

/// A cell from JSON. Rows of the first version hold the three codes joined.
fn cell_from(json: &Json) -> Read<CellKey> {
    if let Some(joined) = json.as_str() {
        return CellKey::parse(joined).ok_or_else(|| StorageError::corrupt("a cell"));
    }
    Ok(CellKey::new(text(json, "table")?, text(json, "row")?, text(json, "column")?))
}

fn member<'a>(json: &'a Json, key: &str) -> Read<&'a Json> {
    json.get(key).ok_or_else(|| StorageError::corrupt(format!("the member {key} is missing")))
}

/// Cells as a JSON text.
pub(crate) fn cells_text(cells: &[CellKey]) -> String {
    cells.iter().map(cell_json).collect::<Json>().to_string()
}

/// Cells from their JSON text. Rows of the first version hold the joined codes with spaces between.
pub(crate) fn cells(text: &str) -> Read<Vec<CellKey>> {
    if !text.starts_with('[') {
        return text.split_whitespace().map(|cell| cell_from(&Json::from(cell))).collect();
    }
    let json = parse(text)?;
    json.as_array().ok_or_else(|| StorageError::corrupt("cells"))?.iter().map(cell_from).collect()
}

/// A place from JSON.
pub(crate) fn place(json: &Json) -> Read<Place> {
    let at = match text(json, "at")?.as_str() {
        "submission" => At::Submission,
        "table" => At::Table(text(json, "table")?.into()),
        "declaration" => {
            let item = DeclarationItem::from_name(&text(json, "item")?);
            At::Declaration(
                text(json, "table")?.into(),
                item.ok_or_else(|| StorageError::corrupt("declaration item"))?,
            )
        }
        "cell" => At::Cell(cell_from(member(json, "cell")?)?),
        "record" => At::Record(RecordKey {
            table: text(json, "table")?.into(),
            case: text(json, "case")?.into(),
            child: match json.get("child") {
                Some(_) => Some((text(json, "child")?.into(), small(json, "line")?)),
                None => None,
            },
            field: match json.get("field") {
                Some(_) => Some(text(json, "field")?.into()),
                None => None,
            },
        }),
        other => return Err(StorageError::corrupt(format!("place {other}"))),
    };
    Ok(Place { year: small(json, "year")?, at })
}

/// Locations as JSON.
pub(crate) fn locations_json(locations: &[Location]) -> Json {
    locations
        .iter()
        .map(|location| {
            let mut json = place_json(&location.place);
            if let Some(origin) = &location.origin {
                set(&mut json, "origin", origin_json(origin));
            }
            json
        })
        .collect()
}

/// Locations from JSON.
pub(crate) fn locations(json: &Json) -> Read<Vec<Location>> {
    let list = json.as_array().ok_or_else(|| StorageError::corrupt("locations"))?;
    list.iter()
        .map(|json| {
            let origin = json.get("origin").map(origin_from).transpose()?;
            Ok(Location { place: place(json)?, origin })
        })
        .collect()
}

/// Arguments as JSON.
pub(crate) fn args_json(args: &BTreeMap<std::borrow::Cow<'static, str>, Arg>) -> Json {
    args.iter().map(|(name, arg)| (name.to_string(), arg_json(arg))).collect::<serde_json::Map<_, _>>().into()
}

fn arg_json(arg: &Arg) -> Json {
    match arg {
        Arg::Number(number) => json!({ "number": number }),
        Arg::Count(count) => json!({ "count": count }),
        Arg::Text(text) => json!({ "text": text.as_ref() }),
        Arg::Code(list, code) => json!({ "list": list.as_str(), "code": code.as_str() }),
        Arg::Cell(cell) => json!({ "cell": cell_json(cell) }),
        Arg::Table(table) => json!({ "table": table.as_str() }),
        Arg::List(list) => list.iter().map(arg_json).collect(),
    }
}

/// Arguments from JSON.
pub(crate) fn args(json: &Json) -> Read<BTreeMap<std::borrow::Cow<'static, str>, Arg>> {
    let members = json.as_object().ok_or_else(|| StorageError::corrupt("arguments"))?;
    members.iter().map(|(name, json)| Ok((name.clone().into(), arg(json)?))).collect()
}

fn arg(json: &Json) -> Read<Arg> {
    if let Some(list) = json.as_array() {
        return Ok(Arg::List(list.iter().map(arg).collect::<Read<_>>()?));
    }
    let kind = json.as_object().and_then(|members| members.keys().next()).map_or("", String::as_str);
    Ok(match kind {
        "number" => Arg::Number(json.get("number").and_then(Json::as_f64).unwrap_or(f64::NAN)),
        "count" => Arg::Count(number(json, "count")?),
        "text" => Arg::Text(Arc::from(text(json, "text")?)),
        "list" => Arg::Code(text(json, "list")?.into(), text(json, "code")?.into()),
        "cell" => Arg::Cell(cell_from(member(json, "cell")?)?),
        "table" => Arg::Table(text(json, "table")?.into()),
        other => return Err(StorageError::corrupt(format!("argument {other}"))),
    })
}

/// Codes as a JSON text.
pub(crate) fn codes_text(codes: &[Code]) -> String {
    codes.iter().map(Code::as_str).collect::<Json>().to_string()
}

/// Codes from their JSON text.
pub(crate) fn codes(text: &str) -> Read<Vec<Code>> {
    let json = parse(text)?;
    let list = json.as_array().ok_or_else(|| StorageError::corrupt("codes"))?;
    list.iter()
        .map(|code| code.as_str().map(Code::from).ok_or_else(|| StorageError::corrupt("codes")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_the_first_version_are_still_read() {
        let key = CellKey::count("SZ.TYPE", "PISTOL");
        let joined = json!({ "at": "cell", "cell": "SZ.TYPE/PISTOL/COUNT", "year": 2025 });
        assert_eq!(place(&joined).unwrap(), Place::new(2025, At::Cell(key.clone())));
        assert_eq!(arg(&json!({ "cell": "SZ.TYPE/PISTOL/COUNT" })).unwrap(), Arg::Cell(key.clone()));
        assert_eq!(cells("SZ.TYPE/PISTOL/COUNT SZ.TYPE/PISTOL").unwrap(), [key.clone(), key]);
        assert_eq!(cells("").unwrap(), []);
    }
}
