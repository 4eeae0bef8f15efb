//! The cases on MySQL.

#[path = "../../all/mysql/backend.rs"]
pub(crate) mod backend;
#[path = "../cases/mod.rs"]
pub(crate) mod cases;
#[cfg(feature = "guard")]
#[path = "../guard/cases.rs"]
pub(crate) mod guard;
#[cfg(feature = "guard")]
#[path = "../guard/corpus.rs"]
pub(crate) mod guard_corpus;
#[cfg(feature = "guard")]
#[path = "../guard/journal.rs"]
pub(crate) mod guard_journal;
pub(crate) mod keys;
