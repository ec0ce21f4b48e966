//! A value of a row whose columns are not known beforehand.

use diesel::QueryableByName;
use diesel::deserialize::{self, FromSql};
use diesel::pg::Pg;
use diesel::row::{Field as _, NamedRow};
use diesel::sql_types::{BigInt, Binary, Bool, Double, Integer, Text};
use diesel::sqlite::{Sqlite, SqliteType};

/// A value, the same from either database.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Double(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A row of a query.
pub(super) struct AnyRow(pub(super) Vec<Value>);

impl QueryableByName<Sqlite> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let fields = (0..row.field_count()).map_while(|index| diesel::row::Row::get(row, index));
        let values = fields.map(|field| {
            let Some(value) = field.value() else { return Ok(Value::Null) };
            Ok(match value.value_type() {
                None => Value::Null,
                Some(SqliteType::Binary) => {
                    Value::Bytes(<Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?)
                }
                Some(SqliteType::Text) => Value::Text(<String as FromSql<Text, Sqlite>>::from_sql(value)?),
                Some(SqliteType::Float | SqliteType::Double) => {
                    Value::Double(<f64 as FromSql<Double, Sqlite>>::from_sql(value)?)
                }
                Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
                    Value::Integer(<i64 as FromSql<BigInt, Sqlite>>::from_sql(value)?)
                }
            })
        });
        values.collect::<deserialize::Result<_>>().map(Self)
    }
}

impl QueryableByName<Pg> for AnyRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let fields = (0..row.field_count()).map_while(|index| diesel::row::Row::get(row, index));
        let values = fields.map(|field| {
            let Some(value) = field.value() else { return Ok(Value::Null) };
            // The numbers of the built-in types never change: `SELECT oid, typname FROM pg_type`.
            Ok(match value.get_oid().get() {
                16 => Value::Bool(<bool as FromSql<Bool, Pg>>::from_sql(value)?),
                17 => Value::Bytes(<Vec<u8> as FromSql<Binary, Pg>>::from_sql(value)?),
                20 => Value::Integer(<i64 as FromSql<BigInt, Pg>>::from_sql(value)?),
                23 => Value::Integer(<i32 as FromSql<Integer, Pg>>::from_sql(value)?.into()),
                25 => Value::Text(<String as FromSql<Text, Pg>>::from_sql(value)?),
                701 => Value::Double(<f64 as FromSql<Double, Pg>>::from_sql(value)?),
                other => return Err(format!("a column is of the unexpected type {other}").into()),
            })
        });
        values.collect::<deserialize::Result<_>>().map(Self)
    }
}
