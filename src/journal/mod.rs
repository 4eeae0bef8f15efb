//! The journal: who deleted what, when, why, and with what.
//!
//! Of tables whose declaration begins with `journal;` every statement of this crate is
//! recorded: an operation, and an entry for each row that it changed. Nothing is done
//! that is not recorded, and nothing is recorded that is not done: on PostgreSQL it is
//! the same statement, elsewhere the same transaction. A call that changes nothing
//! records nothing.

mod by_ids;
mod forget;
mod history;
mod migrations;
mod operation;
mod refused;
mod tables;
mod undo;
mod write;

pub use self::forget::{Forget, Forgotten, forget_before};
pub use self::history::{History, RowKey, TableTitle, history};
pub use self::migrations::{JournalMigrations, WithMigrations, migrations};
pub use self::operation::{OperationId, operation};
pub use self::tables::{Entry, Operation, entries, operations};
pub use self::undo::{Undo, UndoError, UndoReport, UndoneTable, undo};
