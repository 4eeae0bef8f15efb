//! What was sent so far: which texts are known, and what was found in them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use super::finding::Finding;
use crate::declare::Dialect;

/// So many texts are known at a time, and so many findings are kept.
const TEXTS: usize = 10_000;
const FINDINGS: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Texts by their hash alone: they may hold what is nobody's business.
    known: HashMap<Known, Arc<[usize]>>,
    /// Each finding once, wherever it comes from.
    kinds: Vec<Finding>,
    /// How often each came from where, in the order in which they came.
    counts: Vec<(usize, Option<String>, u64)>,
    indexes: HashMap<(usize, Option<String>), usize>,
    pub(super) statements: u64,
    /// Findings that there was no room for.
    pub(super) left_out: u64,
}

/// What a text is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Known {
    hash: u64,
    length: usize,
    dialect: Option<Dialect>,
}

impl Known {
    pub(super) fn new(sql: &str, dialect: Option<Dialect>) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(sql.as_bytes());
        Known {
            hash: hasher.finish(),
            length: sql.len(),
            dialect,
        }
    }
}

impl Ledger {
    /// What was found in a text, if it was read before.
    pub(super) fn known(&self, text: &Known) -> Option<Arc<[usize]>> {
        self.known.get(text).cloned()
    }

    /// Learns what was found in a text.
    pub(super) fn learn(&mut self, text: Known, found: Vec<Finding>) -> Arc<[usize]> {
        let mut kinds = Vec::new();
        for finding in found {
            let same = self.kinds.iter().position(|kind| kind.is_same(&finding));
            match same {
                Some(kind) => kinds.push(kind),
                None if self.kinds.len() < FINDINGS => {
                    kinds.push(self.kinds.len());
                    self.kinds.push(finding);
                }
                None => self.left_out += 1,
            }
        }
        if self.known.len() >= TEXTS {
            self.known.clear();
        }
        let kinds: Arc<[usize]> = kinds.into();
        self.known.insert(text, kinds.clone());
        kinds
    }

    /// Counts findings once more.
    pub(super) fn count(&mut self, kinds: &[usize], place: Option<&str>) {
        for kind in kinds {
            let key = (*kind, place.map(str::to_owned));
            match self.indexes.get(&key) {
                Some(at) => self.counts[*at].2 += 1,
                None if self.counts.len() < FINDINGS => {
                    self.counts.push((key.0, key.1.clone(), 1));
                    self.indexes.insert(key, self.counts.len() - 1);
                }
                None => self.left_out += 1,
            }
        }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let counts = self.counts.iter();
        let findings = counts.map(|(kind, place, count)| Finding {
            place: place.clone(),
            count: *count,
            ..self.kinds[*kind].clone()
        });
        findings.collect()
    }

    /// Forgets what was found, but not what is known of the texts.
    pub(super) fn clear(&mut self) {
        self.counts.clear();
        self.indexes.clear();
        self.left_out = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, Ledger, TEXTS};
    use crate::declare::Dialect;

    #[test]
    fn memory_does_not_grow() {
        let mut ledger = Ledger::default();
        for at in 0..3 * TEXTS {
            let text = Known::new(&format!("SELECT {at}"), Some(Dialect::Sqlite));
            assert!(ledger.known(&text).is_none());
            ledger.learn(text, Vec::new());
            assert!(ledger.known(&text).is_some());
        }
        assert!(ledger.known.len() <= TEXTS);
    }
}
