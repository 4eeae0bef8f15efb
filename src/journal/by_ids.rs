//! Any number of rows by their ids, recorded as one operation.

use diesel::backend::Backend;
use diesel::dsl::{EqAny, SqlTypeOf};
use diesel::expression::array_comparison::AsInExpression;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use crate::cascade::{
    CascadeError, CascadeReport, CascadeScript, CascadingFragment, Extent, Manner,
};
use crate::declare::CascadeBackend;
use crate::execute::{ByIds, Conditions, IdBinds, KeyOf, OneOf, Runs, Script, SingleKey, Step};
use crate::statement::{
    Action, Among, ChosenReach, Recorded, TargetClause, Told, Whose, Write, refuse_evaluation,
    text_of,
};

impl<A: Action, W, Who, H> Write<A, W, Recorded<Who>, H> {
    /// Narrows the target to the rows with these ids, as many as there may be, as it does
    /// without a journal. All of them are one operation; on PostgreSQL every million.
    pub fn by_ids<Id>(self, ids: impl IntoIterator<Item = Id>) -> ByIds<Self, Id>
    where
        KeyOf<A>: SingleKey,
    {
        ByIds {
            statement: self,
            ids: ids.into_iter().collect(),
        }
    }
}

impl<A: Action, W, Who, H, Id> ByIds<Write<A, W, Recorded<Who>, H>, Id> {
    /// Executes the statement and records it, and returns how many rows it changed and
    /// which operation that is.
    ///
    /// # Errors
    ///
    /// What the database says; nothing is changed and nothing recorded then.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + Send + 'conn,
        KeyOf<A>: SingleKey + QueryFragment<Conn::Backend> + Send,
        Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
        EqAny<KeyOf<A>, Vec<Id>>: QueryFragment<Conn::Backend> + Send,
        Id: ToSql<SqlTypeOf<KeyOf<A>>, Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        Who: Whose + Send + 'conn,
        H: ChosenReach + Send + 'conn,
        Recorded<Who>: Told,
        Conn::Backend: HasSqlType<SqlTypeOf<KeyOf<A>>>,
    {
        let backend = Conn::Backend::default();
        let binds = IdBinds::of::<Conn::Backend, SqlTypeOf<KeyOf<A>>, Id>();
        let mut left = self.ids.into_iter();
        let predicate = OneOf::<KeyOf<A>, Id>::next(binds, &mut left);
        let refused = if left.len() > 0 {
            // All parts are to have one stamp and to mean the same rows.
            refuse(&Value(&self.statement.action), &backend)
                .and_then(|()| refuse(&Conditions(&self.statement.target), &backend))
                .err()
        } else {
            None
        };
        let is_empty = predicate.is_empty();
        let among = |target| Among { target, predicate };
        let statement = self.statement.map_target(among).shallow();
        conn.run(PartsScript {
            part: CascadeScript::new::<Conn::Backend>(statement, Extent::Itself, Manner::CHANGES),
            refused: refused.map(CascadeError::from),
            is_empty,
            binds,
            left,
        })
    }
}

/// The statement on some of the ids, and then on the next.
struct PartsScript<A, W, Who, Id>
where
    A: Action,
    KeyOf<A>: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
{
    part: Part<A, W, Who, Id>,
    refused: Option<CascadeError>,
    is_empty: bool,
    binds: IdBinds,
    left: std::vec::IntoIter<Id>,
}

type Part<A, W, Who, Id> = CascadeScript<A, Among<W, OneOf<KeyOf<A>, Id>>, Recorded<Who>>;

impl<DB, A, W, Who, Id> Script<DB> for PartsScript<A, W, Who, Id>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    KeyOf<A>: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
    Among<W, OneOf<KeyOf<A>, Id>>: TargetClause<DB>,
    Who: Whose,
{
    type Report = CascadeReport;
    type Error = CascadeError;

    fn is_atomic(&self) -> bool {
        self.left.len() > 0 || Script::<DB>::is_atomic(&self.part)
    }

    fn next(&mut self) -> Result<Option<Step<'_, DB>>, CascadeError> {
        match self.refused.take() {
            Some(refused) => Err(refused),
            None if self.is_empty => Ok(None),
            None => self.part.next(),
        }
    }

    fn answer(&mut self, numbers: &[u64]) -> Result<(), CascadeError> {
        Script::<DB>::answer(&mut self.part, numbers)?;
        if self.part.is_done() && self.left.len() > 0 {
            let predicate = OneOf::next(self.binds, &mut self.left);
            self.part.go_on(|target| target.predicate = predicate);
        }
        Ok(())
    }

    fn finish(self) -> CascadeReport {
        Script::<DB>::finish(self.part)
    }
}

fn refuse<DB: CascadeBackend>(fragment: &impl QueryFragment<DB>, backend: &DB) -> QueryResult<()> {
    Ok(refuse_evaluation(&text_of::<DB>(fragment, backend)?)?)
}

struct Value<'a, A>(&'a A);

impl<DB: Backend, A: CascadingFragment<DB>> QueryFragment<DB> for Value<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_stamp(out)
    }
}
