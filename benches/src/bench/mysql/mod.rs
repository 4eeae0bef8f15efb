//! The sections that need a database, on MySQL's own server, which is asked in the
//! same way as MariaDB.

#[path = "../bulk.rs"]
pub(crate) mod bulk;
#[path = "../cascade/mod.rs"]
pub(crate) mod cascade;
#[path = "../mariadb/raw.rs"]
mod raw;
#[path = "../reads.rs"]
pub(crate) mod reads;
#[path = "../replies.rs"]
pub(crate) mod replies;
#[path = "../retention/mod.rs"]
pub(crate) mod retention;
#[path = "../shapes/mod.rs"]
pub(crate) mod shapes;
#[path = "../single/networks.rs"]
pub(crate) mod single;
#[path = "../single/diesel.rs"]
mod single_diesel;
#[path = "../single/sqlx.rs"]
mod single_sqlx;
#[path = "../mariadb/tree.rs"]
mod tree;

use crate::mariadb::{Conn, Db, JOURNAL, MIGRATION, SqlxConn, UNDO, connect, sqlx_connect};
use crate::single::SQL_MARK as SINGLE;
