//! Further columns that a soft delete or a restore writes: who and why.

use diesel::backend::Backend;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;

use super::error::StatementError;
use super::text::read;
use super::unread;
use crate::declare::MarkerText;

/// No further columns.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct NoChanges;

/// The changeset of [`.set(…)`](crate::Write::set).
///
/// Which columns it assigns is known at run time only (a `None` of a changeset
/// struct leaves its column out), so the statement has no static query id and
/// its prepared statement is looked up by text.
#[derive(Debug, Clone, Copy)]
pub struct Changes<C>(pub(crate) C);

impl<C> QueryId for Changes<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

/// A changeset of the table `T`.
#[diagnostic::on_unimplemented(
    message = "these changes are not changes of the table that the statement is about",
    label = "not a changeset of this table",
    note = "`.set(…)` takes what `diesel::update(…).set(…)` takes: `my_column.eq(value)`, a tuple of \
            these, or a struct that derives `AsChangeset`, all of the statement's table"
)]
pub trait ChangesOf<T>: AsChangeset {}

#[diagnostic::do_not_recommend]
impl<T, C: AsChangeset<Target = T>> ChangesOf<T> for C {}

/// The SQL of further columns.
pub trait ChangesFragment<DB: Backend> {
    /// Whether there are any.
    fn has_changes(&self, backend: &DB) -> QueryResult<bool>;

    /// Whether a column is one of them.
    fn assigns(&self, column: &str, backend: &DB) -> QueryResult<bool>;

    /// Refuses to assign `own`, columns that the statement writes itself, and
    /// `markers`.
    fn refuse(
        &self,
        own: &[&[&'static str]],
        markers: &[&[MarkerText]],
        backend: &DB,
    ) -> QueryResult<()>;

    /// `column = value, …`.
    fn walk_assignments<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// `, column = value, …`, behind others.
    fn walk_changes<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.has_changes(out.backend())? {
            out.push_sql(", ");
            self.walk_assignments(out)?;
        }
        Ok(())
    }

    /// `column = value, …, `, in front of others: MySQL and MariaDB assign from left
    /// to right, and what a value is made of is to be what it was before.
    fn walk_first<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.has_changes(out.backend())? {
            self.walk_assignments(out.reborrow())?;
            out.push_sql(", ");
        }
        Ok(())
    }
}

impl<DB: Backend> ChangesFragment<DB> for NoChanges {
    fn has_changes(&self, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    fn assigns(&self, _: &str, _: &DB) -> QueryResult<bool> {
        Ok(false)
    }

    fn refuse(&self, _: &[&[&'static str]], _: &[&[MarkerText]], _: &DB) -> QueryResult<()> {
        Ok(())
    }

    fn walk_assignments<'b>(&'b self, _: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        Ok(())
    }
}

impl<DB, C> ChangesFragment<DB> for Changes<C>
where
    DB: Backend<QueryBuilder: 'static>,
    C: QueryFragment<DB>,
{
    fn has_changes(&self, backend: &DB) -> QueryResult<bool> {
        Ok(!self.0.is_noop(backend)?)
    }

    fn assigns(&self, column: &str, backend: &DB) -> QueryResult<bool> {
        let columns = self.columns(backend)?;
        Ok(columns.iter().any(|assigned| assigned == column))
    }

    fn refuse(
        &self,
        own: &[&[&'static str]],
        markers: &[&[MarkerText]],
        backend: &DB,
    ) -> QueryResult<()> {
        let columns = self.columns(backend)?;
        let assigns = |column: &str| columns.iter().any(|assigned| assigned == column);
        let mut markers = markers.iter().copied().flatten().map(|text| text.column);
        let mut own = own.iter().copied().flatten().copied();
        if let Some(column) = markers.find(|column| assigns(column)) {
            return Err(StatementError::MarkerInSet { column }.into());
        }
        if let Some(column) = own.find(|column| assigns(column)) {
            return Err(StatementError::ColumnSetTwice { column }.into());
        }
        Ok(())
    }

    fn walk_assignments<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }
}

impl<C> Changes<C> {
    /// The columns that it assigns: by the SQL, or else by the type, where they are
    /// called as in Rust.
    fn columns<DB>(&self, backend: &DB) -> QueryResult<Vec<String>>
    where
        DB: Backend<QueryBuilder: 'static>,
        C: QueryFragment<DB>,
    {
        if let Some(text) = read(&self.0, backend)? {
            return Ok(assigned_columns(&text));
        }
        let is_safe = self.0.is_safe_to_cache_prepared(backend)?;
        match unread::assigned(std::any::type_name::<C>(), is_safe) {
            Some(columns) => Ok(columns.into_iter().map(str::to_owned).collect()),
            None => Err(StatementError::Unread { part: "`set`" }.into()),
        }
    }
}

/// The columns that a SET list assigns: what stands in front of the first `=` of each
/// of its parts, which commas outside of quotes and parentheses divide.
fn assigned_columns(set_list: &str) -> Vec<String> {
    let mut columns = parts(set_list, false);
    if set_list.contains('\\') {
        // In MySQL a backslash takes the meaning of the quote behind it, elsewhere not:
        // both are looked at.
        columns.extend(parts(set_list, true));
    }
    columns
}

fn parts(set_list: &str, escapes: bool) -> Vec<String> {
    let mut columns = Vec::new();
    let mut column = Some(String::new());
    let mut depth = 0usize;
    let mut quote = None;
    let mut letters = set_list.chars().peekable();
    while let Some(letter) = letters.next() {
        match quote {
            Some(_) if escapes && letter == '\\' => {
                letters.next();
                continue;
            }
            Some(open) if letter == open => {
                // Doubled, the quote is meant as a letter.
                if letters.peek() != Some(&open) {
                    quote = None;
                    continue;
                }
                letters.next();
            }
            Some(_) => {}
            None => match letter {
                '\'' | '"' | '`' => {
                    quote = Some(letter);
                    continue;
                }
                '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    column = Some(String::new());
                    continue;
                }
                '=' if depth == 0 => {
                    columns.extend(column.take().map(|name| name.trim().to_owned()));
                    continue;
                }
                _ => {}
            },
        }
        if let Some(name) = &mut column {
            name.push(letter);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::assigned_columns;

    #[test]
    fn columns_are_told_from_values() {
        for (set_list, columns) in [
            ("", &[][..]),
            (r#""a" = $1, "b" = $2"#, &["a", "b"]),
            ("`a` = ?, `b` = `t`.`b` + 1", &["a", "b"]),
            (r#""a" = coalesce("t"."b", $1), "c" = $2"#, &["a", "c"]),
            (r#""a" = ("b" = $1), "c" = "d" = "e""#, &["a", "c"]),
            (
                r#""a" = ', "b" = 1', "c" = '''', "d" = 1"#,
                &["a", "c", "d"],
            ),
            (
                r#""a, b" = 1, "c""d" = 2, "e = f" = 3"#,
                &["a, b", "c\"d", "e = f"],
            ),
            ("`a``b` = 1", &["a`b"]),
            (r#""a" = ARRAY[1, 2], "b" = $1"#, &["a", "b"]),
            ("a = 1,b=2", &["a", "b"]),
        ] {
            assert_eq!(assigned_columns(set_list), columns, "{set_list}");
        }
    }

    #[test]
    fn a_backslash_is_read_in_both_ways() {
        let columns = assigned_columns(r"`a` = '\', `b` = '\', `c` = 1");
        for column in ["a", "b", "c"] {
            assert!(
                columns.iter().any(|assigned| assigned == column),
                "{column}"
            );
        }
    }
}
