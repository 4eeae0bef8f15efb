//! Pages to read: how this crate is used in places that take more than a paragraph.
//!
//! - [`porting`]: a code base that filters, updates and upserts by hand, before and after.
//! - [`retention`]: how long deleted rows stay, and how they go.
//! - [`multi_connection`]: one program for several databases.

pub mod multi_connection;
pub mod porting;
pub mod retention;
