//! A guard's own view of what is sent.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::finding::Finding;
use super::ledger::{Known, Ledger};
use super::place;
use super::read::read;
use super::tables::{Own, Tables};
use crate::declare::{Dialect, TableInfo};

type Allowed = Box<dyn Fn(&Finding) -> bool + Send + Sync>;

/// The tables of a declaration, what was found of them, and what of that is meant.
pub(super) struct Judge {
    /// On each of the databases that the features of this crate name.
    tables: Vec<Arc<Tables>>,
    ledger: Mutex<Ledger>,
    allowed: RwLock<Vec<Allowed>>,
}

impl Judge {
    pub(super) fn new(declared: &[TableInfo], own: Own) -> Self {
        let dialects = [
            (cfg!(feature = "postgres"), Dialect::Postgres),
            (cfg!(feature = "mysql"), Dialect::Mysql),
            (cfg!(feature = "sqlite"), Dialect::Sqlite),
        ];
        let dialects = dialects.into_iter().filter(|(enabled, _)| *enabled);
        let tables = dialects.map(|(_, dialect)| Arc::new(Tables::new(declared, dialect, own)));
        Judge {
            tables: tables.collect(),
            ledger: Mutex::default(),
            allowed: RwLock::default(),
        }
    }

    /// Looks at a statement that is about to be sent.
    pub(super) fn hear(&self, sql: &str, dialect: Option<Dialect>) {
        let text = Known::new(sql, dialect);
        let mut ledger = self.ledger();
        ledger.statements += 1;
        let kinds = match ledger.known(&text) {
            Some(kinds) => kinds,
            None => {
                drop(ledger);
                let found = self.judge(sql, dialect);
                ledger = self.ledger();
                ledger.learn(text, found)
            }
        };
        if !kinds.is_empty() {
            drop(ledger);
            let place = place::here();
            self.ledger().count(&kinds, place.as_deref());
        }
    }

    fn judge(&self, sql: &str, dialect: Option<Dialect>) -> Vec<Finding> {
        let known = self.tables.iter().filter(|it| Some(it.dialect) == dialect);
        let known: Vec<_> = known.cloned().collect();
        let dialects = if known.is_empty() {
            &self.tables
        } else {
            &known
        };
        read(sql, dialects)
    }

    pub(super) fn allow(&self, meant: Allowed) {
        let mut allowed = self.allowed.write().unwrap_or_else(PoisonError::into_inner);
        allowed.push(meant);
    }

    /// What was found so far and is not meant.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings = self.ledger().findings();
        let allowed = self.allowed.read().unwrap_or_else(PoisonError::into_inner);
        findings.retain(|finding| !allowed.iter().any(|meant| meant(finding)));
        findings
    }

    pub(super) fn statements(&self) -> u64 {
        self.ledger().statements
    }

    pub(super) fn left_out(&self) -> u64 {
        self.ledger().left_out
    }

    pub(super) fn clear(&self) {
        self.ledger().clear();
    }

    fn ledger(&self) -> std::sync::MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tables = self.tables.first().map(|tables| &tables.all);
        let names = tables.into_iter().flatten().map(|table| table.name);
        f.debug_list().entries(names).finish()
    }
}
