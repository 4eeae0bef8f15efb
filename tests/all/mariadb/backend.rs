//! MariaDB, which Diesel has no backend of its own for.

use crate::mysql::backend::{MysqlDatabase, Server};

pub(crate) use crate::mysql::backend::{Connection, Db, MIGRATIONS, insert_or_set, upsert};

pub(crate) type Database = MysqlDatabase<MariaDb>;

pub(crate) struct MariaDb;

impl Server for MariaDb {
    const NAME: &'static str = "mariadb";
    const URL: &'static str = "MARIADB_URL";
}
