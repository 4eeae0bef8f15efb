//! An undo on its way.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::counts::counts;
use super::error::UndoError;
use super::report::{UndoReport, UndoneTable};
use super::table::{Undoable, undoable};
use super::text::{Answer, Piece, Statement, When};
use super::{postgresql, stored};
use crate::declare::{CascadeBackend, Dialect, Moment};
use crate::execute::{Script, Step};
use crate::journal::OperationId;
use crate::statement::{Said, next, text_of};

pub(super) struct UndoScript {
    operation: OperationId,
    said: Said,
    now: Moment,
    preview: bool,
    /// Those of the declaration; then those of which there are entries.
    tables: Vec<Undoable>,
    /// Taken by the first step, so that what is wrong is reported.
    statements: Result<Vec<Statement>, Option<UndoError>>,
    at: usize,
    undo: Option<i64>,
    /// The entries of the operation and the rows that are undone, of each table.
    entries: Vec<u64>,
    undone: Vec<u64>,
    rows: i64,
}

impl UndoScript {
    pub(super) fn new<DB: CascadeBackend>(
        operation: OperationId,
        said: Said,
        preview: bool,
    ) -> Self {
        let needs_actor = operation.asks() && said.actor.is_none() && !preview;
        let (tables, statements) = match undoable::<DB>(operation.tables()) {
            Ok(tables) => {
                let begin = begin::<DB>(&tables, preview);
                (tables, begin.map_err(|error| Some(error.into())))
            }
            Err(error) => (Vec::new(), Err(Some(error.into()))),
        };
        UndoScript {
            operation,
            said,
            now: Moment::of(next()),
            preview,
            statements: if needs_actor {
                Err(Some(UndoError::NoActor))
            } else {
                statements
            },
            at: 0,
            undo: None,
            entries: vec![0; tables.len()],
            undone: vec![0; tables.len()],
            rows: 0,
            tables,
        }
    }

    /// The SQL of all statements, in order.
    pub(super) fn texts<DB: CascadeBackend>(mut self) -> Result<Vec<String>, UndoError> {
        if let Err(Some(error)) = self.statements {
            return Err(error);
        }
        self.go_on::<DB>()?;
        let mut texts = Vec::new();
        for at in 0..self.all().len() {
            self.at = at;
            texts.push(text_of::<DB>(&self, &DB::default())?);
        }
        Ok(texts)
    }

    /// Adds what is to be done with these tables.
    fn go_on<DB: CascadeBackend>(&mut self) -> QueryResult<()> {
        if self.tables.is_empty() {
            return Ok(());
        }
        let more = match DB::DIALECT {
            Dialect::Postgres => postgresql::statements::<DB>(&self.tables, self.preview),
            _ => stored::statements::<DB>(&self.tables, self.preview),
        }?;
        if let Ok(statements) = &mut self.statements {
            statements.extend(more);
        }
        Ok(())
    }

    /// Leaves the tables of which there are entries.
    fn keep_present(&mut self) {
        let entries = self.entries.clone();
        let mut counts = entries.iter();
        self.tables
            .retain(|_| counts.next().is_some_and(|count| *count > 0));
        self.entries.retain(|count| *count > 0);
        self.undone = vec![0; self.tables.len()];
    }

    fn all(&self) -> &[Statement] {
        self.statements.as_deref().unwrap_or_default()
    }

    fn is_due(&self, when: When) -> bool {
        match when {
            When::Always => true,
            When::Undone => self.undo.is_some() && self.rows > 0,
            When::Vain => self.undo.is_some() && self.rows == 0,
        }
    }

    fn take(&mut self, answer: Answer, number: u64) -> Result<(), UndoError> {
        match answer {
            Answer::Nothing => {}
            Answer::Exists if number == 0 => return Err(UndoError::NotFound),
            Answer::Exists => {}
            Answer::Gone if number > 0 => return Err(UndoError::Gone { rows: number }),
            Answer::Gone => {}
            Answer::Entries(table) => self.entries[table] = number,
            Answer::Undone(table) => {
                self.undone[table] = number;
                self.rows += i64::try_from(number).unwrap_or(i64::MAX);
            }
            Answer::Operation => self.undo = i64::try_from(number).ok().filter(|id| *id > 0),
            Answer::Vain => self.undo = None,
        }
        Ok(())
    }
}

fn begin<DB: CascadeBackend>(tables: &[Undoable], preview: bool) -> QueryResult<Vec<Statement>> {
    let mut statements = match DB::DIALECT {
        Dialect::Postgres => Vec::new(),
        _ => stored::begin::<DB>(tables.len(), preview)?,
    };
    statements.push(counts(tables));
    Ok(statements)
}

impl<DB: CascadeBackend> QueryFragment<DB> for UndoScript {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some(statement) = self.all().get(self.at) else {
            return Ok(());
        };
        for piece in &statement.text {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Undone => DB::push_number(self.operation.number(), out.reborrow())?,
                Piece::Undo => DB::push_number(self.undo.as_ref().unwrap_or(&0), out.reborrow())?,
                Piece::Rows => DB::push_number(&self.rows, out.reborrow())?,
                Piece::Actor => DB::push_text(&self.said.actor, out.reborrow())?,
                Piece::Reason => DB::push_text(&self.said.reason, out.reborrow())?,
                Piece::Time(time) => DB::push_time(*time, &self.now, out.reborrow())?,
            }
        }
        Ok(())
    }
}

impl<DB: CascadeBackend> Script<DB> for UndoScript {
    type Report = UndoReport;
    type Error = UndoError;

    fn is_atomic(&self) -> bool {
        !self.preview || DB::DIALECT != Dialect::Postgres
    }

    fn next(&mut self) -> Result<Option<Step<'_, DB>>, UndoError> {
        if let Err(error) = &mut self.statements {
            return Err(error.take().unwrap_or(UndoError::Database(Error::NotFound)));
        }
        let skipped = self.all()[self.at..].iter();
        let skipped = skipped.take_while(|statement| !self.is_due(statement.when));
        self.at += skipped.count();
        Ok(match self.all().get(self.at).map(|it| it.selects) {
            None => None,
            Some(true) => Some(Step::Select(self)),
            Some(false) => Some(Step::Change(self)),
        })
    }

    fn answer(&mut self, numbers: &[u64]) -> Result<(), UndoError> {
        let answers = self.all().get(self.at).map(|it| it.answers.clone());
        let answers = answers.unwrap_or_default();
        for (answer, number) in answers.iter().zip(numbers) {
            self.take(*answer, *number)?;
        }
        if answers.contains(&Answer::Exists) {
            self.keep_present();
            self.go_on::<DB>()?;
        }
        self.at += 1;
        Ok(())
    }

    fn finish(self) -> UndoReport {
        let numbers = self.entries.into_iter().zip(self.undone);
        let tables = self.tables.iter().zip(numbers);
        UndoReport {
            operation: self.undo.map(|id| self.operation.sibling(id)),
            tables: tables
                .map(|(table, (entries, undone))| UndoneTable {
                    table: table.name,
                    undone,
                    left: entries.saturating_sub(undone),
                })
                .collect(),
        }
    }
}
