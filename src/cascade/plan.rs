//! The statements of a cascade. How many there are depends on the declared
//! graph alone.
//!
//! Checks come first. Then the tables are written from the bottom up, so that
//! the rows of every table are found through parents that still are as they
//! were, and the root rows come last.

use diesel::QueryResult;

use super::graph::Graph;
use super::rows::{CLAIMED, ROOTS, Rows, Verb, active, columns, deleted, quoted_all};
use super::text::{Piece, Text, join};
use crate::declare::{CascadeBackend, Dialect, Edge, EdgeKind, MarkerText, TableInfo};

/// What a statement's answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing.
    Done,
    /// So many rows of the table stand against the cascade.
    Blocking(&'static str),
    /// So many rows of an entry of the report are reached.
    Rows(usize),
    /// So many rows of an entry of the report lose a key.
    Nullified(usize),
}

/// A statement of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    pub(super) text: Text,
    /// Whether it selects a number, and does not change anything.
    pub(super) counts: bool,
    pub(super) answer: Answer,
}

/// What a cascade is asked for.
#[derive(Clone, Copy)]
pub(super) struct Order {
    pub(super) verb: Verb,
    pub(super) marker: MarkerText,
    pub(super) preview: bool,
    pub(super) locking: bool,
    /// Whether the target's conditions may hold for other rows under way: they
    /// look at rows that the cascade changes, or at the clock.
    pub(super) varies: bool,
}

/// The statements of a cascade, in order.
pub(super) struct Plan {
    pub(super) statements: Vec<Planned>,
    /// The tables of the report, and whether their rows are reached or lose
    /// keys only.
    pub(super) entries: Vec<(&'static str, bool)>,
}

impl Plan {
    pub(super) fn new<DB: CascadeBackend>(root: TableInfo, order: Order) -> QueryResult<Self> {
        let graph = Graph::below(root);
        // The target's conditions are evaluated several times, but not if the
        // cascade changes what they look at.
        let changes = order.verb != Verb::Restore && graph.nullifies_root();
        let claimed = (order.varies || changes) && !order.preview;
        let rows = Rows::new::<DB>(graph, order.marker, order.verb, claimed)?;
        let entries = rows
            .graph
            .nodes
            .iter()
            .map(|node| (node.table.name, true))
            .collect();
        let mut planner = Planner {
            plan: Plan {
                statements: Vec::new(),
                entries,
            },
            rows,
        };
        planner.all::<DB>(order)?;
        Ok(planner.plan)
    }
}

struct Planner {
    rows: Rows,
    plan: Plan,
}

impl Planner {
    fn all<DB: CascadeBackend>(&mut self, order: Order) -> QueryResult<()> {
        if order.locking && !order.preview {
            self.begin_writing();
        }
        if self.rows.claimed {
            self.claim();
        }
        if !order.preview {
            self.lock::<DB>(order.locking)?;
        }
        match order.verb {
            Verb::Delete => self.check_dependents::<DB>(|edge| edge.kind == EdgeKind::Restrict)?,
            Verb::Restore => self.check_parents::<DB>()?,
            Verb::Purge => self.check_dependents::<DB>(|_| true)?,
        }
        for at in (0..self.rows.graph.nodes.len()).rev() {
            if order.verb != Verb::Restore {
                self.nullify::<DB>(at, order.preview)?;
            }
            if order.preview {
                self.count::<DB>(at)?;
            } else {
                self.change::<DB>(at)?;
            }
        }
        if self.rows.claimed {
            let temporary = self.temporary();
            self.push(
                format!("DROP {temporary}TABLE {CLAIMED}"),
                false,
                Answer::Done,
            );
        }
        Ok(())
    }

    fn push(&mut self, text: impl Into<Text>, counts: bool, answer: Answer) {
        let mut text = text.into();
        if self.rows.dialect == Dialect::Mysql && text.mentions("WITH RECURSIVE") {
            text = Text::sql(ANY_DEPTH).then(text);
        }
        self.plan.statements.push(Planned {
            text,
            counts,
            answer,
        });
    }

    /// MySQL leaves a transaction at the end of which a table is dropped, unless
    /// the statement says that it is a temporary one.
    fn temporary(&self) -> &'static str {
        if self.rows.dialect == Dialect::Mysql {
            "TEMPORARY "
        } else {
            ""
        }
    }

    /// Puts the roots into a table of their own, once and for all.
    fn claim(&mut self) {
        let rows = &self.rows;
        let table = &rows.tables[0].name;
        let columns = rows.set_columns(0);
        let named: Vec<_> = rows
            .set_values(0, table)
            .split(", ")
            .zip(columns.split(", "))
            .map(|(value, column)| format!("{value} AS {column}"))
            .collect();
        let empty = format!(
            "CREATE TEMPORARY TABLE {CLAIMED} AS SELECT {} FROM {table} WHERE 1 = 0",
            named.join(", ")
        );
        let fill = Text::sql(format!(
            "INSERT INTO {CLAIMED} ({columns}) SELECT {} FROM {table}",
            rows.set_values(0, table)
        ))
        .then(Piece::Target)
        .then(Piece::Guard);
        let fill = if self.rows.dialect == Dialect::Mysql {
            fill.then(" FOR UPDATE")
        } else {
            fill
        };
        if self.rows.dialect == Dialect::Mysql {
            // Left behind by a connection that broke off: no rollback removes it.
            let leftover = format!("DROP TEMPORARY TABLE IF EXISTS {CLAIMED}");
            self.push(leftover, false, Answer::Done);
        }
        self.push(empty, false, Answer::Done);
        self.push(fill, false, Answer::Done);
    }

    /// SQLite has one writer: this waits to be it before anything is read.
    fn begin_writing(&mut self) {
        if self.rows.dialect == Dialect::Sqlite {
            let table = &self.rows.tables[0];
            let key = &table.key[0];
            let nothing = format!("UPDATE {} SET {key} = {key} WHERE 1 = 0", table.name);
            self.push(nothing, false, Answer::Done);
        }
    }

    /// Locks the rows from the top down, in the order of their keys.
    ///
    /// MySQL reads the parents of rows that it changes with shared locks. Two
    /// cascades over the same rows would both hold one on the roots when they
    /// come to change these, so there the roots are always locked first.
    fn lock<DB: CascadeBackend>(&mut self, locking: bool) -> QueryResult<()> {
        let tables = match self.rows.dialect {
            Dialect::Sqlite => 0,
            _ if locking => self.rows.graph.nodes.len(),
            Dialect::Mysql if !self.rows.node(0).edges.is_empty() && !self.rows.claimed => 1,
            _ => 0,
        };
        for at in 0..tables {
            let table = &self.rows.tables[at];
            let name = &table.name;
            let key = table
                .key
                .iter()
                .map(|key| format!("{name}.{key}"))
                .collect::<Vec<_>>();
            let plain_root =
                at == 0 && (self.rows.node(at).trees.is_empty() || !locking) && !self.rows.claimed;
            let (with, rows) = if plain_root {
                let rows = Text::sql(format!("SELECT 1 FROM {name}"))
                    .then(Piece::Target)
                    .then(Piece::Guard);
                (Text::default(), rows)
            } else {
                self.select_reached::<DB>(at, "1")?
            };
            let locked = with.then("SELECT COUNT(*) FROM (").then(rows).then(format!(
                " ORDER BY {} FOR UPDATE) AS locked",
                key.join(", ")
            ));
            self.push(locked, true, Answer::Done);
        }
        Ok(())
    }

    /// `WITH …` and `SELECT … FROM` the table's rows that the cascade reaches.
    fn select_reached<DB: CascadeBackend>(
        &self,
        at: usize,
        what: &str,
    ) -> QueryResult<(Text, Text)> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let key = columns_of(name, &table.key);
        let reachable = rows.reachable::<DB>(at, name)?;
        let with = rows.with::<DB>(&[at], false)?;
        let select = match rows.dialect {
            Dialect::Mysql => format!(
                "SELECT {what} FROM {name} INNER JOIN {set} ON {} WHERE {reachable}",
                rows.on(&key, None, &table.set),
                set = table.set,
            ),
            _ => format!(
                "SELECT {what} FROM {name} WHERE {} AND {reachable}",
                rows.within(&key, None, &table.set),
            ),
        };
        Ok((with, Text::sql(select)))
    }

    /// Counts the rows that depend on rows of the cascade and stand against it:
    /// active ones, and of a purge also those behind `restrict` edges that stay.
    fn check_dependents<DB: CascadeBackend>(
        &mut self,
        stands: impl Fn(&Edge) -> bool,
    ) -> QueryResult<()> {
        let mut children: Vec<(TableInfo, Vec<(usize, Edge)>)> = Vec::new();
        for (at, node) in self.rows.graph.nodes.iter().enumerate() {
            for edge in node.edges.iter().filter(|edge| stands(edge)) {
                match children
                    .iter_mut()
                    .find(|(child, _)| child.id == edge.child.id)
                {
                    Some((_, edges)) => edges.push((at, *edge)),
                    None => children.push((edge.child, vec![(at, *edge)])),
                }
            }
        }
        for (child, edges) in children {
            let name = (child.text)(DB::DIALECT)?;
            let key = columns_of(&name, &quoted_all::<DB>(child.key)?);
            let mut sets: Vec<usize> = edges.iter().map(|(parent, _)| *parent).collect();
            let mut arms = Vec::new();
            for (parent, edge) in &edges {
                let mut conditions = Vec::new();
                if self.rows.verb == Verb::Purge && edge.kind == EdgeKind::Restrict {
                    // The row stays, deleted or not, unless it goes another way.
                    if let Some(at) = self.rows.graph.position(&child) {
                        sets.push(at);
                        conditions.push(self.outside(at, &key));
                    }
                } else {
                    conditions.extend(active::<DB>(&child, &name)?);
                }
                let foreign = columns::<DB>(&name, edge.key)?;
                arms.push(Text::sql(self.select_from_set(
                    *parent,
                    &name,
                    &key.join(", "),
                    &foreign,
                    conditions,
                )));
            }
            let text = self
                .rows
                .with::<DB>(&sets, false)?
                .then("SELECT COUNT(*) FROM (")
                .then(join(arms, " UNION "))
                .then(") AS blocking");
            self.push(text, true, Answer::Blocking(child.name));
        }
        Ok(())
    }

    /// Whether a row is not in the set of its table.
    fn outside(&self, at: usize, key: &[String]) -> String {
        format!(
            "NOT ({})",
            self.rows.within(key, None, &self.rows.tables[at].set)
        )
    }

    /// `SELECT` from a table by a key that leads to the set of another one.
    fn select_from_set(
        &self,
        parent: usize,
        table: &str,
        what: &str,
        foreign: &[String],
        mut conditions: Vec<String>,
    ) -> String {
        let set = &self.rows.tables[parent].set;
        match self.rows.dialect {
            Dialect::Mysql => {
                let on = self.rows.on(foreign, None, set);
                let select = format!("SELECT {what} FROM {set} INNER JOIN {table} ON {on}");
                if conditions.is_empty() {
                    select
                } else {
                    format!("{select} WHERE {}", conditions.join(" AND "))
                }
            }
            _ => {
                conditions.insert(0, self.rows.within(foreign, None, set));
                format!(
                    "SELECT {what} FROM {table} WHERE {}",
                    conditions.join(" AND ")
                )
            }
        }
    }

    /// Counts the roots of a restore whose parent is deleted and stays so.
    fn check_parents<DB: CascadeBackend>(&mut self) -> QueryResult<()> {
        let root = self.rows.node(0).table;
        let sql = &self.rows.tables[0];
        let (name, key) = (sql.name.clone(), columns_of(&sql.name, &sql.key));
        // The edges that lead here are known to the parents' declarations.
        for parent in (root.schema)() {
            for edge in (parent.edges)() {
                // A key that the restore clears leads to no parent any more.
                let cleared = edge.key.iter().any(|column| root.clear.contains(column));
                if edge.child.id != root.id || cleared {
                    continue;
                }
                let Some(is_deleted) = deleted::<DB>(&parent, PARENT)? else {
                    continue;
                };
                let foreign = columns::<DB>(&name, edge.key)?;
                let parent_key = columns::<DB>(PARENT, parent.key)?;
                let mut on: Vec<_> = parent_key
                    .iter()
                    .zip(&foreign)
                    .map(|(parent, child)| format!("{parent} = {child}"))
                    .collect();
                on.push(is_deleted);
                let mut with = Text::default();
                // A `nullify` edge can lead here from a table below.
                if let Some(at) = self.rows.graph.position(&parent) {
                    on.push(self.outside(at, &parent_key));
                    with = self.rows.with::<DB>(&[at], false)?;
                }
                let exists = format!(
                    " AND EXISTS (SELECT 1 FROM {} AS {PARENT} WHERE {})",
                    (parent.text)(DB::DIALECT)?,
                    on.join(" AND ")
                );
                let count = Text::sql(format!("SELECT COUNT(*) FROM {name}"));
                let count = if self.rows.claimed {
                    count.then(format!(" WHERE {}", self.rows.within(&key, None, CLAIMED)))
                } else {
                    count.then(Piece::Target).then(Piece::Guard)
                };
                let answer = Answer::Blocking(parent.name);
                self.push(with.then(count).then(exists), true, answer);
            }
        }
        Ok(())
    }

    /// Takes the keys of `nullify` edges away, or counts those.
    fn nullify<DB: CascadeBackend>(&mut self, parent: usize, preview: bool) -> QueryResult<()> {
        for edge in self.rows.node(parent).edges.clone() {
            if edge.kind != EdgeKind::Nullify {
                continue;
            }
            let child = edge.child;
            let name = (child.text)(DB::DIALECT)?;
            let condition = match self.rows.verb {
                Verb::Purge => match deleted::<DB>(&child, &name)? {
                    // Rows that are never deleted stand against the purge.
                    None => continue,
                    some => some,
                },
                _ => active::<DB>(&child, &name)?,
            };
            let position = self.rows.graph.position(&child);
            let entry = match position.or_else(|| self.entry_of(child.name)) {
                Some(entry) => entry,
                None => {
                    self.plan.entries.push((child.name, false));
                    self.plan.entries.len() - 1
                }
            };
            // Rows that the cascade reaches keep their keys. Tables below are
            // done by now, so that it shows in the rows.
            let kept = position.filter(|at| preview || *at <= parent);
            let key = columns_of(&name, &quoted_all::<DB>(child.key)?);
            let foreign = columns::<DB>(&name, edge.key)?;
            let mut conditions: Vec<_> = condition.into_iter().collect();

            if preview {
                let mut sets = vec![parent];
                if let Some(at) = kept {
                    sets.push(at);
                    conditions.push(self.outside(at, &key));
                }
                let rows = self.select_from_set(parent, &name, "1", &foreign, conditions);
                let text = self
                    .rows
                    .with::<DB>(&sets, false)?
                    .then(format!("SELECT COUNT(*) FROM ({rows}) AS nullified"));
                self.push(text, true, Answer::Nullified(entry));
                continue;
            }
            let reached = kept.map(|at| (at, key.as_slice()));
            let text = self.nullify_text::<DB>(parent, &name, edge, reached, false, conditions)?;
            self.push(text, false, Answer::Nullified(entry));
            // Rows of a table above go later, and would still refer to rows that go
            // now.
            if self.rows.verb == Verb::Purge && kept.is_some_and(|at| at < parent) {
                let text =
                    self.nullify_text::<DB>(parent, &name, edge, reached, true, Vec::new())?;
                self.push(text, false, Answer::Done);
            }
        }
        Ok(())
    }

    /// Takes the keys away that lead to the set of `parent`: of rows that the
    /// cascade does not reach, or of those that it does.
    fn nullify_text<DB: CascadeBackend>(
        &self,
        parent: usize,
        name: &str,
        edge: Edge,
        reached: Option<(usize, &[String])>,
        of_reached: bool,
        mut conditions: Vec<String>,
    ) -> QueryResult<Text> {
        let rows = &self.rows;
        let set = &rows.tables[parent].set;
        let foreign = columns::<DB>(name, edge.key)?;
        let nulls = |columns: &[String]| {
            columns
                .iter()
                .map(|column| format!("{column} = NULL"))
                .collect::<Vec<_>>()
                .join(", ")
        };
        if rows.dialect != Dialect::Mysql {
            let mut sets = vec![parent];
            conditions.insert(0, rows.within(&foreign, None, set));
            if let Some((at, key)) = reached {
                sets.push(at);
                conditions.push(if of_reached {
                    rows.within(key, None, &rows.tables[at].set)
                } else {
                    self.outside(at, key)
                });
            }
            return Ok(rows.with::<DB>(&sets, false)?.then(format!(
                "UPDATE {name} SET {} WHERE {}",
                nulls(&quoted_all::<DB>(edge.key)?),
                conditions.join(" AND ")
            )));
        }
        let mut text = Text::sql(format!("UPDATE {name} INNER JOIN ("))
            .then(rows.with::<DB>(&[parent], false)?)
            .then(format!(
                "SELECT {} FROM {set}) AS {GONE}",
                rows.set_keys(foreign.len())
            ))
            .then(format!(" ON {}", rows.on(&foreign, None, GONE)));
        if let Some((at, key)) = reached {
            let keys = rows.set_keys(key.len());
            text = text
                .then(if of_reached {
                    " INNER JOIN ("
                } else {
                    " LEFT JOIN ("
                })
                .then(rows.with::<DB>(&[at], false)?)
                .then(format!(
                    "SELECT {keys} FROM {}) AS {REACHED}",
                    rows.tables[at].set
                ))
                .then(format!(" ON {}", rows.on(key, None, REACHED)));
            if !of_reached {
                conditions.push(format!("{REACHED}.k1 IS NULL"));
            }
        }
        text = text.then(format!(" SET {}", nulls(&foreign)));
        if !conditions.is_empty() {
            text = text.then(format!(" WHERE {}", conditions.join(" AND ")));
        }
        Ok(text)
    }

    fn entry_of(&self, name: &str) -> Option<usize> {
        self.plan
            .entries
            .iter()
            .position(|(entry, reached)| *entry == name && !reached)
    }

    /// Counts the rows of a table that the cascade reaches.
    fn count<DB: CascadeBackend>(&mut self, at: usize) -> QueryResult<()> {
        let set = &self.rows.tables[at].set;
        let text = self
            .rows
            .with::<DB>(&[at], false)?
            .then(format!("SELECT COUNT(*) FROM {set}"));
        self.push(text, true, Answer::Rows(at));
        Ok(())
    }

    /// Writes the rows of a table that the cascade reaches.
    fn change<DB: CascadeBackend>(&mut self, at: usize) -> QueryResult<()> {
        let tree = !self.rows.node(at).trees.is_empty();
        let direct = match self.rows.node(at).incoming.as_slice() {
            [edge] if !tree => Some(*edge),
            _ => None,
        };
        let (texts, answer) = (self.texts_of::<DB>(at, tree, direct)?, Answer::Rows(at));
        for text in texts {
            let (text, answer) = match text {
                Change::Rows(text) => (text, answer),
                Change::Aside(text) => (text, Answer::Done),
            };
            self.push(text, false, answer);
        }
        Ok(())
    }

    fn texts_of<DB: CascadeBackend>(
        &self,
        at: usize,
        tree: bool,
        direct: Option<super::graph::Incoming>,
    ) -> QueryResult<Vec<Change>> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let key = columns_of(&table.name, &table.key);
        let keys = rows.set_keys(key.len());

        if rows.verb == Verb::Purge
            && rows.dialect == Dialect::Mysql
            && rows.node(at).refers_to_itself()
        {
            return self.purge_entangled::<DB>(at, &key);
        }
        if at == 0 && !tree {
            return Ok(vec![Change::Rows(self.write_roots::<DB>(&key)?)]);
        }
        if let Some(edge) = direct {
            let set = &rows.tables[edge.parent].set;
            let foreign = columns::<DB>(&table.name, edge.key)?;
            let stamp = rows.stamp_of(at, &table.name);
            let with = rows.with::<DB>(&[edge.parent], false)?;
            let source = Source {
                with,
                from: set.clone(),
                columns: foreign,
                stamp,
            };
            return Ok(vec![Change::Rows(self.write::<DB>(
                at,
                source,
                Text::default(),
            )?)]);
        }
        if at == 0 && rows.verb != Verb::Purge {
            // The root rows are written by themselves, with their further columns.
            let below = format!(
                "(SELECT {keys} FROM {} WHERE ({keys}) NOT IN (SELECT {keys} FROM {ROOTS})) AS below",
                table.set
            );
            let with = rows.with::<DB>(&[at], true)?;
            let source = Source {
                with,
                from: below,
                columns: key.clone(),
                stamp: None,
            };
            return Ok(vec![
                Change::Rows(self.write::<DB>(at, source, Text::default())?),
                Change::Rows(self.write_roots::<DB>(&key)?),
            ]);
        }
        let with = rows.with::<DB>(&[at], false)?;
        let source = Source {
            with,
            from: table.set.clone(),
            columns: key,
            stamp: None,
        };
        Ok(vec![Change::Rows(self.write::<DB>(
            at,
            source,
            Text::default(),
        )?)])
    }

    /// The statement on the root rows.
    fn write_roots<DB: CascadeBackend>(&self, key: &[String]) -> QueryResult<Text> {
        if !self.rows.claimed {
            return Ok(Piece::Write.into());
        }
        let source = Source {
            with: Text::default(),
            from: CLAIMED.to_owned(),
            columns: key.to_vec(),
            stamp: None,
        };
        self.write::<DB>(0, source, Piece::Changes.into())
    }

    /// Writes the rows of a table whose columns hold a key of a set.
    fn write<DB: CascadeBackend>(
        &self,
        at: usize,
        source: Source,
        changes: Text,
    ) -> QueryResult<Text> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let reachable = rows.reachable::<DB>(at, name)?;
        let mysql = rows.dialect == Dialect::Mysql;

        // Only MySQL needs to be told whose columns these are, and only it may be.
        let target = if mysql {
            format!("{name}.")
        } else {
            String::new()
        };
        let assignments = match rows.verb {
            Verb::Delete => {
                let value = match at {
                    0 => Piece::Stamp.into(),
                    _ if (rows.marker_of(at).is_flag)() => Text::sql("TRUE"),
                    _ => Piece::Stamp.into(),
                };
                Text::sql(format!("{target}{} = ", table.marker))
                    .then(value)
                    .then(changes)
            }
            Verb::Restore => {
                let mut assigned = vec![format!(
                    "{target}{} = {}",
                    table.marker,
                    rows.marker_of(at).restored
                )];
                for column in quoted_all::<DB>(rows.node(at).table.clear)? {
                    assigned.push(format!("{target}{column} = NULL"));
                }
                Text::sql(assigned.join(", ")).then(changes)
            }
            Verb::Purge => Text::default(),
        };

        if mysql {
            let keys = rows.set_keys(source.columns.len());
            let selected = if source.stamp.is_some() {
                format!("{keys}, stamp")
            } else {
                keys
            };
            let joined = Text::sql(format!("{name} INNER JOIN ("))
                .then(source.with)
                .then(format!("SELECT {selected} FROM {}) AS {GONE}", source.from))
                .then(format!(
                    " ON {}",
                    rows.on(&source.columns, source.stamp.as_deref(), GONE)
                ));
            return Ok(match rows.verb {
                Verb::Purge => Text::sql(format!("DELETE {name} FROM ")).then(joined),
                _ => Text::sql("UPDATE ")
                    .then(joined)
                    .then(" SET ")
                    .then(assignments),
            }
            .then(format!(" WHERE {reachable}")));
        }

        let within = rows.within(&source.columns, source.stamp.as_deref(), &source.from);
        Ok(match rows.verb {
            Verb::Purge => source.with.then(format!("DELETE FROM {name}")),
            _ => source
                .with
                .then(format!("UPDATE {name} SET "))
                .then(assignments),
        }
        .then(format!(" WHERE {within} AND {reachable}")))
    }

    /// MySQL checks foreign keys row by row, and so lets no parent go before its
    /// children within one statement: the rows are noted, their keys taken away,
    /// then they go.
    fn purge_entangled<DB: CascadeBackend>(
        &self,
        at: usize,
        key: &[String],
    ) -> QueryResult<Vec<Change>> {
        let rows = &self.rows;
        let table = &rows.tables[at];
        let name = &table.name;
        let keys = rows.set_keys(key.len());
        let named: Vec<_> = key
            .iter()
            .zip(keys.split(", "))
            .map(|(key, name)| format!("{key} AS {name}"))
            .collect();
        let noted = rows.on(key, None, NOTED);

        let mut changes = vec![
            Change::Aside(Text::sql(format!("DROP TEMPORARY TABLE IF EXISTS {NOTED}"))),
            Change::Aside(Text::sql(format!(
                "CREATE TEMPORARY TABLE {NOTED} AS SELECT {} FROM {name} WHERE 1 = 0",
                named.join(", ")
            ))),
            Change::Aside(
                Text::sql(format!("INSERT INTO {NOTED} ({keys}) "))
                    .then(rows.with::<DB>(&[at], false)?)
                    .then(format!("SELECT {keys} FROM {}", table.set)),
            ),
        ];
        for edge in rows.node(at).to_itself() {
            // One column that is NULL is enough for a key to refer to nothing.
            let nulls: Vec<_> = columns::<DB>(name, edge.key)?
                .into_iter()
                .zip((edge.nullable)())
                .filter(|(_, nullable)| *nullable)
                .map(|(column, _)| format!("{column} = NULL"))
                .collect();
            if !nulls.is_empty() {
                changes.push(Change::Aside(Text::sql(format!(
                    "UPDATE {name} INNER JOIN {NOTED} ON {noted} SET {}",
                    nulls.join(", ")
                ))));
            }
        }
        changes.push(Change::Rows(Text::sql(format!(
            "DELETE {name} FROM {name} INNER JOIN {NOTED} ON {noted}"
        ))));
        changes.push(Change::Aside(Text::sql(format!(
            "DROP TEMPORARY TABLE {NOTED}"
        ))));
        Ok(changes)
    }
}

/// MariaDB stops at a thousand levels of a tree, some statements without an
/// error. To MySQL this is a comment; there it is an error, see
/// `cte_max_recursion_depth`.
const ANY_DEPTH: &str = "/*M!100200 SET STATEMENT max_recursive_iterations = 4294967295 FOR */ ";

/// Aliases, which no table of a user is called.
const PARENT: &str = "diesel_scopes_parent";
const GONE: &str = "diesel_scopes_gone";
const REACHED: &str = "diesel_scopes_reached";

/// The table that holds the rows that are to go where they refer to each other.
const NOTED: &str = "diesel_scopes_noted";

/// A statement, and whether the rows that it changes are those of the cascade.
enum Change {
    Rows(Text),
    Aside(Text),
}

/// The set that the columns of a table are looked up in.
struct Source {
    with: Text,
    from: String,
    columns: Vec<String>,
    stamp: Option<String>,
}

fn columns_of(table: &str, columns: &[String]) -> Vec<String> {
    columns
        .iter()
        .map(|column| format!("{table}.{column}"))
        .collect()
}
