//! The key of a row, on its way from one batch to the next: through the client, as text.

use diesel::query_builder::AstPass;
use diesel::result::{Error, QueryResult};

use crate::cascade::no_row;
use crate::declare::{CascadeBackend, Dialect, KeyShape, KeyValue, TableInfo};
use crate::scope::walk_all_of;

/// Where a batch ends and the next one begins.
///
/// On PostgreSQL one text, a JSON object of all columns; elsewhere a value for each.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key(pub(super) Vec<KeyValue>);

/// How keys of a table are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Than {
    After,
    UpTo,
    Same,
}

/// The columns that tell the rows of a table apart.
pub(super) fn columns<DB: CascadeBackend>(info: &TableInfo) -> &'static [&'static str] {
    // SQLite lets columns of a primary key be NULL.
    if DB::DIALECT == Dialect::Sqlite && (info.key_may_be_null)() {
        &["rowid"]
    } else {
        info.primary
    }
}

/// `k1:k2`: the columns `k1`, `k2`, … of a key as text.
pub(super) fn written<DB: CascadeBackend>(info: &TableInfo) -> String {
    let columns = columns::<DB>(info).iter().enumerate();
    let shapes = (info.key_shapes)();
    let values = columns.map(|(at, column)| {
        let k = format!("k{}", at + 1);
        match DB::DIALECT {
            Dialect::Postgres => format!("'{}', {k}", column.replace('\'', "''")),
            Dialect::Mysql if shapes.get(at) == Some(&KeyShape::Binary) => format!("HEX({k})"),
            Dialect::Mysql => format!("HEX(CAST({k} AS CHAR))"),
            Dialect::Sqlite => format!(
                "CASE typeof({k}) WHEN 'integer' THEN 'i' || {k} \
                 WHEN 'real' THEN 'r' || printf('%!.17g', {k}) \
                 WHEN 'text' THEN 't' || hex({k}) ELSE 'b' || hex({k}) END"
            ),
        }
    });
    let values: Vec<_> = values.collect();
    match DB::DIALECT {
        Dialect::Postgres => {
            format!("CAST(jsonb_build_object({}) AS TEXT)", values.join(", "))
        }
        Dialect::Mysql => values.join(", "),
        Dialect::Sqlite => values.join(" || ':' || "),
    }
}

/// A key of no row, for statements that are shown.
pub(super) fn example<DB: CascadeBackend>(info: &TableInfo) -> Key {
    let columns = columns::<DB>(info).iter();
    Key(columns.map(|_| KeyValue::Text(String::new())).collect())
}

/// `number:key`, as a database has written it.
pub(super) fn read_counted<DB: CascadeBackend>(
    info: &TableInfo,
    text: &str,
) -> QueryResult<(u64, Key)> {
    let (number, key) = text.split_once(':').unwrap_or_default();
    match number.parse() {
        Ok(number) => Ok((number, read::<DB>(info, key)?)),
        Err(_) => Err(unreadable(info, text)),
    }
}

/// A key as a database has written it.
pub(super) fn read<DB: CascadeBackend>(info: &TableInfo, text: &str) -> QueryResult<Key> {
    let values = match DB::DIALECT {
        Dialect::Postgres => Some(vec![KeyValue::Text(text.to_owned())]),
        Dialect::Mysql => {
            let values = text.split(':').zip((info.key_shapes)());
            values
                .map(|(value, shape)| of_mysql(value, shape))
                .collect()
        }
        Dialect::Sqlite => text.split(':').map(of_sqlite).collect(),
    };
    values.map(Key).ok_or_else(|| unreadable(info, text))
}

fn unreadable(info: &TableInfo, text: &str) -> Error {
    let wrong = format!("`{}` has a key that cannot be read: `{text}`", info.name);
    Error::DeserializationError(wrong.into())
}

fn of_mysql(value: &str, shape: KeyShape) -> Option<KeyValue> {
    let bytes = bytes(value)?;
    if shape == KeyShape::Binary {
        return Some(KeyValue::Bytes(bytes));
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(match shape {
        KeyShape::Integer => KeyValue::Integer(text.parse().ok()?),
        _ => KeyValue::Text(text),
    })
}

fn of_sqlite(value: &str) -> Option<KeyValue> {
    let (kind, value) = value.split_at_checked(1)?;
    Some(match kind {
        "i" => KeyValue::Integer(value.parse().ok()?),
        "r" => KeyValue::Real(value.parse().ok()?),
        "t" => KeyValue::Text(String::from_utf8(bytes(value)?).ok()?),
        _ => KeyValue::Bytes(bytes(value)?),
    })
}

/// What hexadecimal digits say.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    let pairs = digits.chunks(2);
    let byte = |pair: &[u8]| {
        let [high, low] = pair else {
            return None;
        };
        let digit = |digit: u8| char::from(digit).to_digit(16);
        u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()
    };
    pairs.map(byte).collect()
}

/// That the key of a row is after, or up to, or the same as another one.
pub(super) fn walk<'b, DB: CascadeBackend>(
    info: &TableInfo,
    than: Than,
    key: &'b Key,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    let columns = columns::<DB>(info);
    let places: Vec<_> = (0..columns.len()).collect();
    if than == Than::Same {
        return walk_same(info, key, &places, out);
    }
    if DB::DIALECT == Dialect::Mysql && columns.len() > 1 {
        // It looks nothing up by comparisons of rows.
        out.push_sql("(");
        for at in 0..columns.len() {
            let is_last = at + 1 == columns.len();
            if at > 0 {
                out.push_sql(" OR ");
                walk_same(info, key, &places[..at], out.reborrow())?;
                out.push_sql(" AND ");
            }
            walk_column(info, at, out.reborrow())?;
            out.push_sql(match than {
                Than::UpTo if is_last => " <= ",
                Than::UpTo => " < ",
                _ => " > ",
            });
            walk_value(info, key, at, out.reborrow())?;
        }
        out.push_sql(")");
        return Ok(());
    }
    let several = columns.len() > 1;
    walk_list(several, &places, out.reborrow(), |at, out| {
        walk_column(info, at, out)
    })?;
    out.push_sql(if than == Than::UpTo { " <= " } else { " > " });
    walk_list(several, &places, out, |at, out| {
        walk_value(info, key, at, out)
    })
}

/// That the key of a row is not before the first one there is. Of what has no other end the planner
/// expects a third of the table, and reads all of it, or compiles the statement.
pub(super) fn walk_lowest<DB: CascadeBackend>(
    info: &TableInfo,
    mut out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    let places: Vec<_> = (0..columns::<DB>(info).len()).collect();
    let keys = |several: bool, out: AstPass<'_, '_, DB>| {
        walk_list(several, &places, out, |at, out| walk_column(info, at, out))
    };
    keys(places.len() > 1, out.reborrow())?;
    out.push_sql(" >= (SELECT ");
    keys(false, out.reborrow())?;
    out.push_sql(" FROM ");
    out.push_sql(&(info.text)(DB::DIALECT)?);
    out.push_sql(" WHERE ");
    walk_all_of(&[info.name], out.reborrow())?;
    out.push_sql(" ORDER BY ");
    keys(false, out.reborrow())?;
    out.push_sql(" LIMIT 1)");
    Ok(())
}

fn walk_same<'b, DB: CascadeBackend>(
    info: &TableInfo,
    key: &'b Key,
    places: &[usize],
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    for at in places {
        if *at > 0 {
            out.push_sql(" AND ");
        }
        walk_column(info, *at, out.reborrow())?;
        out.push_sql(" = ");
        walk_value(info, key, *at, out.reborrow())?;
    }
    Ok(())
}

fn walk_list<'b, DB: CascadeBackend>(
    several: bool,
    places: &[usize],
    mut out: AstPass<'_, 'b, DB>,
    one: impl Fn(usize, AstPass<'_, 'b, DB>) -> QueryResult<()>,
) -> QueryResult<()> {
    if several {
        out.push_sql("(");
    }
    for at in places {
        if *at > 0 {
            out.push_sql(", ");
        }
        one(*at, out.reborrow())?;
    }
    if several {
        out.push_sql(")");
    }
    Ok(())
}

/// A column of the key, with its table.
pub(super) fn walk_column<DB: CascadeBackend>(
    info: &TableInfo,
    at: usize,
    out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    let column = columns::<DB>(info).get(at).copied().unwrap_or_default();
    walk_name(info, column, out)
}

/// A column, with its table.
pub(crate) fn walk_name<DB: CascadeBackend>(
    info: &TableInfo,
    column: &str,
    mut out: AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    out.push_sql(&(info.text)(DB::DIALECT)?);
    out.push_sql(".");
    out.push_identifier(column)
}

/// A value of the key, in the type of its column.
fn walk_value<'b, DB: CascadeBackend>(
    info: &TableInfo,
    key: &'b Key,
    at: usize,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    if DB::DIALECT == Dialect::Postgres {
        // As a column of a row of the table it has the column's type.
        let table = (info.text)(DB::DIALECT)?;
        let column = columns::<DB>(info).get(at).copied().unwrap_or_default();
        out.push_sql("(SELECT ");
        out.push_identifier(column)?;
        out.push_sql(&format!(
            " FROM jsonb_populate_record({}, CAST(",
            no_row(&table)
        ));
        if let Some(value) = key.0.first() {
            DB::push_value(value, out.reborrow())?;
        }
        out.push_sql(" AS JSONB)))");
        return Ok(());
    }
    // On MySQL a number without a sign is a text, which the type of the column makes exact;
    // its `CAST(? AS UNSIGNED)` takes the upper half of them for negative ones.
    match key.0.get(at) {
        Some(value) => DB::push_value(value, out),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes, of_sqlite};
    use crate::declare::KeyValue;

    #[test]
    fn hexadecimal_digits() {
        assert_eq!(bytes("00fFa1"), Some(vec![0, 255, 161]));
        assert_eq!(bytes(""), Some(Vec::new()));
        assert_eq!(bytes("abc"), None);
        assert_eq!(bytes("xy"), None);
    }

    #[test]
    fn values_of_sqlite_have_their_own_types() {
        assert_eq!(of_sqlite("i-7"), Some(KeyValue::Integer(-7)));
        assert_eq!(of_sqlite("r1.5"), Some(KeyValue::Real(1.5)));
        assert_eq!(of_sqlite("r-Inf"), Some(KeyValue::Real(f64::NEG_INFINITY)));
        assert_eq!(of_sqlite("t6100"), Some(KeyValue::Text("a\0".to_owned())));
        assert_eq!(of_sqlite("bFF"), Some(KeyValue::Bytes(vec![255])));
        assert_eq!(of_sqlite("tFF"), None);
        assert_eq!(of_sqlite(""), None);
    }
}
