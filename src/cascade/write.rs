//! A statement that is carried on to dependents.

use super::error::CascadeError;
use super::report::CascadeReport;
use super::script::CascadeScript;
use super::verb::{Cascading, CascadingFragment};
use crate::declare::CascadeBackend;
use crate::execute::Runs;
use crate::statement::{ActionFragment, NoReturning, Shallow, TargetClause, Write};

/// A statement from [`cascade`](Write::cascade).
#[derive(Debug, Clone, Copy)]
#[must_use = "a cascade does nothing until it is executed"]
pub struct Cascade<S> {
    statement: S,
    locking: bool,
}

impl<A, W, H> Write<A, W, NoReturning, H> {
    /// Carries the statement on to the rows that depend on its own, along the
    /// edges that the declarations list.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{purge, restore, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// let deleted = soft_delete(users::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(deleted, [("users", 1), ("posts", 2), ("comments", 3)]);
    ///
    /// let restored = restore(users::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(restored, [("users", 1), ("posts", 2), ("comments", 3)]);
    /// # }
    /// ```
    pub fn cascade(self) -> Cascade<Write<A, W, NoReturning, Shallow>>
    where
        A: Cascading,
    {
        Cascade {
            statement: self.shallow(),
            locking: false,
        }
    }
}

impl<A, W> Cascade<Write<A, W, NoReturning, Shallow>> {
    /// Locks the rows before anything else, from parents to children.
    pub fn locking(self) -> Self {
        Cascade {
            locking: true,
            ..self
        }
    }

    /// Executes the cascade.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: ActionFragment<Conn::Backend> + CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
    {
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            false,
            self.locking,
        ))
    }

    /// Tells what [`execute`](Cascade::execute) would do, and does nothing.
    pub fn preview<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: ActionFragment<Conn::Backend> + CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
    {
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            true,
            false,
        ))
    }
}
