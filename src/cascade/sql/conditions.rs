//! The conditions that are the same on all databases, and the values of columns.

use diesel::QueryResult;

use super::names::Names;
use crate::cascade::set::{Link, SetId};
use crate::cascade::step::{Guard, State, Value};
use crate::cascade::text::{Piece, Text};
use crate::declare::{Condition, Edge, Literal, MarkerText};

impl Names<'_> {
    pub(super) fn marked(&self, of: &str, marker: &MarkerText, text: &str) -> QueryResult<String> {
        Ok(format!("{} {text}", self.column(of, marker.column)?))
    }

    fn by_markers(
        &self,
        of: &str,
        markers: &[MarkerText],
        between: &str,
        text: fn(&MarkerText) -> &'static str,
    ) -> QueryResult<Option<String>> {
        let terms = markers.iter();
        let terms = terms.map(|marker| self.marked(of, marker, text(marker)));
        let terms = terms.collect::<QueryResult<Vec<_>>>()?;
        Ok(match terms.as_slice() {
            [] => None,
            [term] => Some(term.clone()),
            terms => Some(format!("({})", terms.join(between))),
        })
    }

    pub(super) fn deleted_by(
        &self,
        of: &str,
        markers: &[MarkerText],
    ) -> QueryResult<Option<String>> {
        self.by_markers(of, markers, " OR ", |marker| marker.deleted)
    }

    /// That a row is active, by these markers and by one that need not be among them.
    pub(super) fn active(
        &self,
        of: &str,
        marker: MarkerText,
        all: &[MarkerText],
    ) -> QueryResult<Option<String>> {
        let mut markers = all.to_vec();
        if !markers.iter().any(|it| it.column == marker.column) {
            markers.push(marker);
        }
        self.by_markers(of, &markers, " AND ", |marker| marker.active)
    }

    /// Whether a row is active, as a number.
    pub(super) fn told(&self, of: &str, markers: &[MarkerText]) -> QueryResult<String> {
        Ok(match self.deleted_by(of, markers)? {
            Some(deleted) => format!("CASE WHEN {deleted} THEN 0 ELSE 1 END"),
            None => "1".to_owned(),
        })
    }

    /// What the rows of a set under this name have to be to lead further.
    pub(super) fn leads(&self, id: SetId, of: &str) -> Option<String> {
        let told = self.set(id).is_told();
        told.then(|| format!("{of}.active = 0"))
    }

    /// What a row of a table is by all its markers; a table without has none that
    /// is deleted.
    pub(super) fn state(
        &self,
        table: usize,
        of: &str,
        state: State,
    ) -> QueryResult<Option<String>> {
        let markers = self.info(table).markers;
        match state {
            State::Any | State::Told => Ok(None),
            State::Active => self.by_markers(of, markers, " AND ", |marker| marker.active),
            State::Deleted => {
                let deleted = self.deleted_by(of, markers)?;
                Ok(deleted.or_else(|| Some("FALSE".to_owned())))
            }
        }
    }

    /// What a row under a name still has to be to be written from a set under another.
    pub(super) fn guard(&self, of: &str, guard: Guard, set: &str) -> QueryResult<Option<String>> {
        match guard {
            Guard::Active(marker) => self.marked(of, &marker, marker.active).map(Some),
            Guard::Deleted(marker) => self.marked(of, &marker, marker.deleted).map(Some),
            Guard::DeletedBy(markers) => self.deleted_by(of, markers),
            // Neither is NULL, as the stamp of the set comes from a comparison with the row's.
            Guard::Restamped(marker) => Ok(Some(format!(
                "{} AND {} <> {set}.stamp",
                self.marked(of, &marker, marker.deleted)?,
                self.column(of, marker.column)?
            ))),
            Guard::None => Ok(None),
        }
    }

    pub(super) fn conditions(
        &self,
        of: &str,
        conditions: &[Condition],
    ) -> QueryResult<Vec<String>> {
        let conditions = conditions.iter();
        let conditions = conditions.map(|it| {
            Ok(format!(
                "{} = {}",
                self.column(of, it.column)?,
                value(it.literal)
            ))
        });
        conditions.collect()
    }

    /// The columns of a link, each equal to that of a set under this name.
    pub(super) fn joined(&self, of: &str, set: &str, link: &Link) -> QueryResult<Vec<String>> {
        let on = link.on.iter();
        on.map(|(column, place)| {
            let k = format!("{set}.k{}", place + 1);
            Ok(self.equal(&self.column(of, column)?, &k))
        })
        .collect()
    }

    /// That a row under one name refers to one under another, over an edge of their
    /// table to itself.
    pub(super) fn refers_to(
        &self,
        edge: &Edge,
        child: &str,
        parent: &str,
    ) -> QueryResult<Vec<String>> {
        let keys = self.columns(child, edge.key)?.into_iter();
        let keys = keys.zip(self.columns(parent, edge.refers)?);
        let mut on: Vec<_> = keys
            .map(|(key, refers)| self.equal(&key, &refers))
            .collect();
        on.extend(self.conditions(child, edge.conditions)?);
        Ok(on)
    }

    /// From a set to its own rows.
    pub(super) fn itself(&self, at: usize) -> Link {
        Link::itself(self.info(at).key)
    }

    /// What is written to a column: the stamp that the statement takes, or that of a
    /// set under this name.
    pub(super) fn value(
        &self,
        of: &str,
        (column, value): &(&str, Value),
        stamp: Text,
        set: &str,
    ) -> QueryResult<Text> {
        Ok(match value {
            Value::Stamp => stamp,
            Value::OfSet => format!("{set}.stamp").into(),
            Value::OfSetUnless(marker) => format!(
                "CASE WHEN {} THEN {set}.stamp ELSE {} END",
                self.marked(of, marker, marker.active)?,
                self.column(of, column)?
            )
            .into(),
            Value::Time(time) => Piece::Time(*time).into(),
            Value::Sql(sql) => Text::sql(*sql),
        })
    }

    /// What the rows of a set have to be for a link.
    pub(super) fn if_set(&self, of: &str, link: &Link) -> Vec<String> {
        let conditions = link.if_set.iter();
        conditions
            .map(|(place, it)| format!("{of}.k{} = {}", place + 1, value(it.literal)))
            .collect()
    }
}

/// A literal of a declaration.
pub(crate) fn value(literal: Literal) -> String {
    match literal {
        Literal::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Integer(number) => number.to_string(),
        Literal::Bool(true) => "TRUE".to_owned(),
        Literal::Bool(false) => "FALSE".to_owned(),
    }
}
