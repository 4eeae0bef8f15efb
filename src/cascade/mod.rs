//! Cascades: a statement on rows and on all that depends on them, over the
//! declared graph.

mod change;
mod check;
mod error;
mod graph;
mod lock;
mod nullify;
mod plan;
mod report;
mod rows;
mod script;
mod text;
mod verb;
mod write;

pub use self::error::{CascadeError, Dependents};
pub use self::report::{CascadeReport, TableReport};
pub use self::write::Cascade;
