//! The common table expressions of sets.

use diesel::QueryResult;

use super::super::names::{and, set_columns};
use super::rows::arrays;
use super::{NOTED, Whole, no_row};
use crate::cascade::set::{Found, Set, SetId};
use crate::cascade::step::Step;
use crate::cascade::text::{Piece, Text, join, text};

impl Whole<'_, '_> {
    pub(super) fn set(&mut self, id: SetId, lock: bool) -> QueryResult<()> {
        let set = self.names.set(id);
        let name = self.names.name(id).to_owned();
        let columns = set_columns(set).join(", ");
        let body = match &set.found {
            Found::Target => self.roots(set, lock)?,
            Found::Reached {
                start,
                arms,
                trees,
                which,
            } => {
                let start = match start {
                    Some(roots) => {
                        // The rows of the target are deleted.
                        let told = if set.is_told() { ", 0" } else { "" };
                        let columns = set_columns(self.names.set(*roots)).join(", ");
                        format!("SELECT {columns}{told} FROM {}", self.names.name(*roots)).into()
                    }
                    None => {
                        let arms = arms.iter().map(|arm| self.arm(set, arm, *which));
                        self.enough(arms.collect::<QueryResult<Vec<_>>>()?)
                    }
                };
                if trees.is_empty() {
                    start
                } else if self.names.plan.bounded {
                    // It is walked for as long as rows are asked for.
                    let start = self.start(id, start)?;
                    let walk = self.names.beside(id, "walk")?;
                    let branch = self.branch(set, &walk, trees, *which)?;
                    let walked = format!("{walk} ({columns}) AS ({start} UNION {branch})");
                    self.with.push(walked.into());
                    text![format!("SELECT * FROM {walk} LIMIT "), Piece::Beyond]
                } else {
                    let start = self.start(id, start)?;
                    let branch = self.branch(set, &name, trees, *which)?;
                    format!("{start} UNION {branch}").into()
                }
            }
            Found::Kept {
                of,
                except,
                parents,
                arms,
                trees,
            } => {
                let kept = self.kept(id, set, *of, *except, parents, arms, trees)?;
                kept.into()
            }
            Found::Staying { of, other, always } => self.staying(set, *of, *other, *always)?.into(),
            Found::Back { of, except, others } => self.back(set, *of, except, others)?.into(),
            Found::Parents {
                arms,
                trees,
                except,
            } => {
                let arms = arms.iter().map(|arm| self.parents(set, arm, *except));
                let start = arms.collect::<QueryResult<Vec<_>>>()?.join(" UNION ");
                if trees.is_empty() {
                    start.into()
                } else {
                    let start = self.start(id, start.into())?;
                    let branch = self.branch_up(set, &name, trees, *except)?;
                    format!("{start} UNION {branch}").into()
                }
            }
        };
        self.with.push(text![
            format!("{name} ({columns}) AS MATERIALIZED ("),
            body,
            ")"
        ]);
        Ok(())
    }

    /// The rows of several `SELECT`s; of each no more than are too many already.
    pub(super) fn enough(&self, selects: Vec<String>) -> Text {
        if !self.names.plan.bounded {
            return selects.join(" UNION ").into();
        }
        if let [select] = selects.as_slice() {
            return text![format!("{select} LIMIT "), Piece::Beyond];
        }
        let selects = selects.into_iter();
        let selects = selects.map(|select| text![format!("({select} LIMIT "), Piece::Beyond, ")"]);
        join(selects, " UNION ")
    }

    /// Locked, so that rows which others have changed are looked at again.
    pub(super) fn roots(&self, set: &Set, lock: bool) -> QueryResult<Text> {
        let table = self.names.table(set.table);
        let mut values = self.names.columns(table, &set.columns)?;
        if let (true, Some(marker)) = (set.stamped, set.marker) {
            values.push(self.names.column(table, marker.column)?);
        }
        let lock = match (lock, self.removes()) {
            (false, _) => "",
            (true, true) if self.names.plan.passes_locked => " FOR UPDATE SKIP LOCKED",
            (true, true) => " FOR UPDATE",
            (true, false) if self.names.plan.passes_locked => " FOR NO KEY UPDATE SKIP LOCKED",
            (true, false) => " FOR NO KEY UPDATE",
        };
        let values = values.join(", ");
        if self.is_noted() {
            let from = self.from()?;
            let on = self.names.info(0).key.iter().map(|column| {
                Ok(format!(
                    "{} = {}",
                    self.names.column(table, column)?,
                    self.names.column(&from, column)?
                ))
            });
            let on = and(on.collect::<QueryResult<Vec<_>>>()?);
            // As rows of the table, so that the keys have their types.
            return Ok(text![
                format!(
                    "SELECT {values} FROM jsonb_populate_recordset({}, \
                     current_setting('{NOTED}')::JSONB) AS {from} INNER JOIN {table} ON {on} WHERE ",
                    no_row(table)
                ),
                Piece::Guard
            ]);
        }
        Ok(text![
            format!("SELECT {values} FROM {table}"),
            Piece::Target,
            Piece::Guard,
            lock
        ])
    }

    pub(super) fn removes(&self) -> bool {
        let removes = |step: &Step| matches!(step, Step::Remove(remove) if self.names.set(remove.set).table == 0);
        self.names.plan.looked || self.names.plan.steps.iter().any(removes)
    }

    /// What a tree begins with, as an array: the planner expects a few rows of it,
    /// and so joins the levels of the tree through the index.
    pub(super) fn start(&mut self, id: SetId, start: Text) -> QueryResult<String> {
        self.recursive = true;
        let columns = set_columns(self.names.set(id));
        let name = self.names.beside(id, "start")?;
        self.with.push(text![
            format!("{name} ({}) AS MATERIALIZED (", columns.join(", ")),
            start,
            ")"
        ]);
        Ok(format!("SELECT * FROM {}", arrays(&name, &columns, "")))
    }
}
