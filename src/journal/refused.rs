//! What a statement that is recorded cannot do, in words.

use diesel::QueryResult;

use crate::statement::{Recorded, Write};

/// What returns rows.
#[diagnostic::on_unimplemented(
    message = "a statement that is recorded returns no rows",
    label = "the declaration of this table begins with `journal`",
    note = "`.execute(…)` returns how many rows it changed and the operation; `journal::entries` has the \
            keys of these rows: `.filter(journal::entries::operation_id.eq(operation.id()))`"
)]
pub trait ReturnsRows {
    type Rows;
}

#[doc(hidden)]
impl<A, W, Who, H> Write<A, W, Recorded<Who>, H> {
    pub fn returning<E>(self, _: E) -> <Self as ReturnsRows>::Rows
    where
        Self: ReturnsRows,
    {
        unreachable!()
    }

    pub fn load<U>(self, _: &mut impl Sized) -> QueryResult<Vec<U>>
    where
        Self: ReturnsRows,
    {
        unreachable!()
    }

    pub fn get_result<U>(self, _: &mut impl Sized) -> QueryResult<U>
    where
        Self: ReturnsRows,
    {
        unreachable!()
    }

    pub fn get_results<U>(self, _: &mut impl Sized) -> QueryResult<Vec<U>>
    where
        Self: ReturnsRows,
    {
        unreachable!()
    }
}
