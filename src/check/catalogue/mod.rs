//! What a database says about its tables.

mod types;

pub use self::types::{
    Action, Catalogue, Column, ForeignKey, Index, Kind, Part, Precision, Product, Server, Table,
    TableName,
};
