//! Every query says which rows it means.

use diesel::mysql::Mysql;
use diesel::pg::Pg;
use diesel::sqlite::Sqlite;
use diesel_scopes::guard;

use crate::database::Backend;

#[allow(dead_code)]
#[path = "../../src/schema.rs"]
mod schema;

/// Has a guard hear the SQL in a log.
pub fn check(backend: Backend, log: &[String]) {
    let guard = guard::of(schema::users::table);
    for sql in statements(log) {
        match backend {
            Backend::Sqlite => guard.hear::<Sqlite>(&sql),
            Backend::Postgresql => guard.hear::<Pg>(&sql),
            Backend::Mariadb | Backend::Mysql => guard.hear::<Mysql>(&sql),
        }
    }
    assert!(guard.statements() > 0, "the log holds no SQL");
    guard.assert_clean();
}

/// What was logged as SQL. A line without a year in front goes on with the one before.
fn statements(log: &[String]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut is_sql = false;
    for line in log {
        let is_new = line
            .get(..4)
            .is_some_and(|year| year.parse::<u32>().is_ok());
        match line.split_once(" sql: ") {
            Some((_, sql)) if is_new => statements.push(sql.to_owned()),
            _ if !is_new && is_sql => {
                if let Some(statement) = statements.last_mut() {
                    statement.push('\n');
                    statement.push_str(line);
                }
                continue;
            }
            _ => {}
        }
        is_sql = line.contains(" sql: ");
    }
    statements
}
