//! The cases on PostgreSQL.

#[path = "../../all/postgresql/backend.rs"]
pub(crate) mod backend;
#[path = "../cases/mod.rs"]
pub(crate) mod cases;
#[cfg(feature = "guard")]
#[path = "../guard/cases.rs"]
pub(crate) mod guard;
#[cfg(feature = "guard")]
#[path = "../guard/corpus.rs"]
pub(crate) mod guard_corpus;
pub(crate) mod keys;
