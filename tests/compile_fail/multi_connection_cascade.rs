use diesel::prelude::*;
use diesel_scopes::{CascadeError, CascadeReport, soft_delete};

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) { cascade posts (id) } }

#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
}

fn delete(conn: &mut AnyConnection) -> Result<CascadeReport, CascadeError> {
    soft_delete(posts::table.find(1)).cascade().execute(conn)
}

fn main() {}
