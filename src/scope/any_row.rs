//! The scope of all rows: no predicate, or one that filters nothing and says so.

use diesel::query_builder::QueryId;

/// The predicate of `all_rows()`: none. With the feature `guard` it is
/// `('all rows of posts' = 'all rows of posts')`, for a reader of the SQL; databases leave it out
/// of their plans.
///
/// Which of the two is decided by the feature and not while the program runs, since the text of
/// a type is fixed: prepared statements are found by it.
#[derive(Debug, Clone, Copy, QueryId)]
#[cfg_attr(feature = "guard", derive(diesel::expression::ValidGrouping))]
pub struct AnyRow<A> {
    // What it is about; it stands for the columns of the table where Diesel asks for these.
    #[allow(dead_code)]
    active: A,
}

impl<A> AnyRow<A> {
    pub(super) fn new(active: A) -> Self {
        AnyRow { active }
    }
}

#[cfg(not(feature = "guard"))]
mod unsaid {
    use diesel::query_builder::AsQuery;

    use super::AnyRow;
    use crate::scope::join::NarrowOn;
    use crate::scope::scoped::Narrow;

    impl<S: AsQuery, A> Narrow<S> for AnyRow<A> {
        type Query = S::Query;
        fn narrow(self, source: S) -> S::Query {
            source.as_query()
        }
    }

    impl<A> NarrowOn for AnyRow<A> {
        type Output<On> = On;
        fn narrow_on<On>(self, on: On) -> On {
            on
        }
    }
}

#[cfg(feature = "guard")]
mod said {
    use diesel::backend::Backend;
    use diesel::expression::{AppearsOnTable, Expression, SelectableExpression};
    use diesel::query_builder::{AstPass, QueryFragment};
    use diesel::result::QueryResult;
    use diesel::sql_types::Bool;

    use super::AnyRow;
    use crate::scope::predicate::boolean_expression;
    use crate::scope::said::{NamesRows, walk_all};

    boolean_expression!(AnyRow<A>);

    impl<DB: Backend, A: NamesRows> QueryFragment<DB> for AnyRow<A> {
        fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
            walk_all::<A, DB>(out)
        }
    }
}
