//! A journal by hand: triggers that write an entry for each row. They find the
//! operation in a setting of the session, in a variable, or in a table of one row.

use diesel_async::{AsyncConnection, RunQueryDsl};

use super::super::super::Conn;
use super::writes::without;
use crate::Result;
use crate::actions::Action;
use crate::database::{Backend, Database};
use crate::single::now;
use crate::sql::Sql;
use crate::steps::Rows;

/// A trigger, and what its entry says.
struct Trigger {
    table: &'static str,
    what: &'static str,
    event: &'static str,
    condition: &'static str,
    /// The columns of which it tells what was there.
    was: &'static [&'static str],
}

const fn deleted(table: &'static str) -> Trigger {
    Trigger {
        table,
        what: "deleted",
        event: "UPDATE",
        condition: "OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL",
        was: &["deleted_at"],
    }
}

const fn restored(table: &'static str, was: &'static [&'static str]) -> Trigger {
    Trigger {
        table,
        what: "restored",
        event: "UPDATE",
        condition: "OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL",
        was,
    }
}

const fn purged(table: &'static str, was: &'static [&'static str]) -> Trigger {
    Trigger {
        table,
        what: "purged",
        event: "DELETE",
        condition: "",
        was,
    }
}

const TRIGGERS: [Trigger; 10] = [
    deleted("users"),
    restored("users", &["deleted_at"]),
    purged("users", &["id", "name", "deleted_at"]),
    deleted("posts"),
    restored("posts", &["deleted_at", "delete_reason", "deleted_by"]),
    purged(
        "posts",
        &[
            "id",
            "author_id",
            "title",
            "published",
            "deleted_at",
            "delete_reason",
            "deleted_by",
        ],
    ),
    deleted("comments"),
    restored("comments", &["deleted_at"]),
    purged(
        "comments",
        &[
            "id",
            "post_id",
            "author_id",
            "parent_id",
            "body",
            "deleted_at",
        ],
    ),
    Trigger {
        table: "attachments",
        what: "nullified",
        event: "UPDATE",
        condition: "OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL",
        was: &["owner_id"],
    },
];

impl Trigger {
    fn name(&self) -> String {
        format!("bench_{}_{}", self.table, self.what)
    }

    fn insert(&self, backend: Backend) -> String {
        format!(
            "INSERT INTO diesel_scopes_entries (operation_id, table_name, row_key, what, was) \
             VALUES ({}, '{}', {}, '{}', {})",
            operation(backend),
            self.table,
            object(backend, &["id"]),
            self.what,
            object(backend, self.was)
        )
    }

    /// Each a statement of its own.
    fn create(&self, backend: Backend) -> Vec<String> {
        let (name, insert) = (self.name(), self.insert(backend));
        let head = format!("TRIGGER {name} AFTER {} ON {}", self.event, self.table);
        let when = if self.condition.is_empty() {
            String::new()
        } else {
            format!(" WHEN ({})", self.condition)
        };
        match backend {
            Backend::Postgresql => vec![
                format!(
                    "CREATE FUNCTION {name}() RETURNS TRIGGER LANGUAGE plpgsql AS \
                     $$ BEGIN {insert}; RETURN NULL; END $$"
                ),
                format!("CREATE {head} FOR EACH ROW{when} EXECUTE FUNCTION {name}()"),
            ],
            Backend::Mariadb | Backend::Mysql if when.is_empty() => {
                vec![format!("CREATE {head} FOR EACH ROW {insert}")]
            }
            Backend::Mariadb | Backend::Mysql => vec![format!(
                "CREATE {head} FOR EACH ROW IF {} THEN {insert}; END IF",
                self.condition
            )],
            Backend::Sqlite => vec![format!("CREATE {head}{when} BEGIN {insert}; END")],
        }
    }

    fn drop(&self, backend: Backend) -> String {
        let name = self.name();
        match backend {
            Backend::Postgresql => format!("DROP FUNCTION {name}() CASCADE"),
            _ => format!("DROP TRIGGER {name}"),
        }
    }
}

/// The operation that is under way.
fn operation(backend: Backend) -> &'static str {
    match backend {
        Backend::Postgresql => "CAST(current_setting('bench.operation') AS BIGINT)",
        Backend::Mariadb | Backend::Mysql => "@bench_operation",
        Backend::Sqlite => "(SELECT id FROM bench_operation)",
    }
}

fn object(backend: Backend, columns: &[&str]) -> String {
    let pairs = columns.iter().map(|it| format!("'{it}', OLD.{it}"));
    let pairs = pairs.collect::<Vec<_>>().join(", ");
    match backend {
        Backend::Postgresql => format!("CAST(jsonb_build_object({pairs}) AS TEXT)"),
        _ => format!("JSON_OBJECT({pairs})"),
    }
}

/// What there is all the time.
pub(super) async fn prepare(database: &Database) -> Result<()> {
    if database.backend == Backend::Sqlite {
        let table = "CREATE TABLE bench_operation (id INTEGER); \
                     INSERT INTO bench_operation VALUES (NULL)";
        database.send(table).await?;
    }
    Ok(())
}

pub(super) async fn create(database: &Database) -> Result<()> {
    for trigger in &TRIGGERS {
        for statement in trigger.create(database.backend) {
            database.send(&statement).await?;
        }
    }
    Ok(())
}

pub(super) async fn drop(database: &Database) -> Result<()> {
    for trigger in &TRIGGERS {
        database.send(&trigger.drop(database.backend)).await?;
    }
    Ok(())
}

/// Begins an operation.
fn begin(backend: Backend, action: Action) -> Vec<String> {
    let verb = match action {
        Action::SoftDelete => "delete",
        Action::Restore => "restore",
        Action::Purge => "purge",
    };
    let insert = format!(
        "INSERT INTO diesel_scopes_operations (verb, table_name, done_at, row_count) \
         VALUES ('{verb}', 'users', :stamp, 0)"
    );
    match backend {
        Backend::Postgresql => vec![format!(
            "WITH operation AS ({insert} RETURNING id) \
             SELECT set_config('bench.operation', CAST(id AS TEXT), TRUE) FROM operation"
        )],
        Backend::Mariadb | Backend::Mysql => {
            vec![insert, "SET @bench_operation = LAST_INSERT_ID()".to_owned()]
        }
        Backend::Sqlite => vec![
            insert,
            "UPDATE bench_operation SET id = last_insert_rowid()".to_owned(),
        ],
    }
}

/// A cascade without a journal while there are the triggers.
pub(super) async fn write(
    conn: &mut Conn,
    database: &Database,
    action: Action,
    id: i32,
) -> Result<Rows> {
    let backend = database.backend;
    conn.transaction(async move |conn| {
        for statement in begin(backend, action) {
            <Sql<'_>>::new(&statement, id, now()).execute(conn).await?;
        }
        let rows = without(conn, action, id).await?;
        let all = i32::try_from(rows.iter().sum::<i64>())?;
        let change = if all == 0 {
            "DELETE FROM diesel_scopes_operations"
        } else {
            "UPDATE diesel_scopes_operations SET row_count = :id"
        };
        let end = format!("{change} WHERE id = {}", operation(backend));
        <Sql<'_>>::new(&end, all, now()).execute(conn).await?;
        Ok(rows)
    })
    .await
}
