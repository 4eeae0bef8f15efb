//! The cases on MariaDB.

#[path = "../../all/mariadb/backend.rs"]
pub(crate) mod backend;
#[path = "../cases/mod.rs"]
pub(crate) mod cases;
#[cfg(feature = "guard")]
#[path = "../guard/cases.rs"]
pub(crate) mod guard;
#[cfg(feature = "guard")]
#[path = "../guard/journal.rs"]
pub(crate) mod guard_journal;
#[path = "../mysql/keys.rs"]
pub(crate) mod keys;
