//! Statements as text, whose prepared statements are kept, unlike those of
//! `sql_query`.

use std::marker::PhantomData;

use chrono::NaiveDateTime;
use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Integer, Timestamp};

/// What stands for the binds in a text.
const ID: &str = ":id";
const STAMP: &str = ":stamp";

/// A text with `:id` and `:stamp` in it, and what is bound for them. `ST` is what it
/// selects.
pub(crate) struct Sql<'a, ST = ()> {
    text: &'a str,
    id: i32,
    stamp: NaiveDateTime,
    selects: PhantomData<ST>,
}

impl<'a, ST> Sql<'a, ST> {
    pub(crate) fn new(text: &'a str, id: i32, stamp: NaiveDateTime) -> Self {
        Sql {
            text,
            id,
            stamp,
            selects: PhantomData,
        }
    }
}

impl<ST, DB> QueryFragment<DB> for Sql<'_, ST>
where
    DB: Backend + HasSqlType<Timestamp>,
    i32: ToSql<Integer, DB>,
    NaiveDateTime: ToSql<Timestamp, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let mut rest = self.text;
        while let Some(at) = rest.find(':') {
            let (before, after) = rest.split_at(at);
            out.push_sql(before);
            rest = if let Some(rest) = after.strip_prefix(ID) {
                out.push_bind_param::<Integer, _>(&self.id)?;
                rest
            } else if let Some(rest) = after.strip_prefix(STAMP) {
                out.push_bind_param::<Timestamp, _>(&self.stamp)?;
                rest
            } else {
                let unknown = format!("what is bound in {after}?");
                return Err(diesel::result::Error::QueryBuilderError(unknown.into()));
            };
        }
        out.push_sql(rest);
        Ok(())
    }
}

/// Kept by its text.
impl<ST> QueryId for Sql<'_, ST> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> Query for Sql<'_, ST> {
    type SqlType = ST;
}
