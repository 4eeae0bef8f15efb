//! Cascades: a statement on rows and on all that depends on them, over the
//! declared graph.
//!
//! The way of a cascade: what users call (`write`), as a verb with its values
//! (`verb`) and what these ask for (`order`); the declared graph (`graph`) becomes sets of
//! rows and steps over them (`plan`, `set`, `step`), these the SQL of one database (`sql`),
//! and that is sent and its answers are added up (`script`, `answers`, `report`, `error`).

mod answers;
mod error;
mod graph;
mod order;
mod plan;
mod prepared;
mod report;
mod script;
mod set;
mod sql;
mod step;
mod text;
mod verb;
mod write;

pub(crate) use self::answers::Excess;
pub use self::error::{CascadeError, Dependents};
pub(crate) use self::plan::{Fate, Verb};
pub use self::report::{CascadeReport, TableReport};
pub(crate) use self::script::{CascadeScript, Extent};
#[cfg(feature = "journal")]
pub(crate) use self::sql::{
    ENTRIES, NOWHERE, OPERATIONS, around_on_sqlite, json_on_sqlite, key_on_mysql, literal, path,
    unquoted,
};
pub(crate) use self::sql::{Manner, condition_value, no_row};
#[cfg(feature = "journal")]
pub(crate) use self::verb::Cascading;
pub(crate) use self::verb::{Acting, Bound, CascadingFragment};
pub use self::write::Cascade;
