//! What a database says about its tables.

mod building;
mod cells;
mod completing;
#[doc(hidden)]
pub mod definition;
mod error;
mod kind;
mod mysql;
mod postgresql;
mod read;
mod sqlite;
mod types;

pub use self::error::CatalogueError;
pub(super) use self::read::ReadJob;
pub use self::types::{
    Action, Catalogue, Column, ForeignKey, Index, Kind, Part, Precision, Product, Server, Table,
    TableName,
};
