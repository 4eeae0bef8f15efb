//! The best SQL that one would write by hand: the steps of the backend's `tree.rs`.

use diesel::sql_types::BigInt;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use super::super::{Conn, tree};
use crate::Result;
use crate::actions::Action;
use crate::single::now;
use crate::sql::Sql;
use crate::steps::{Rows, Step};
use crate::work::same;

pub(super) async fn run(conn: &mut Conn, action: Action, user: i32) -> Result<Rows> {
    let steps = match action {
        Action::SoftDelete => tree::DELETE,
        Action::Restore => tree::RESTORE,
        Action::Purge => tree::PURGE,
    };
    let stamp = now();
    if let [Step::All(sql)] = steps {
        type Counts = (BigInt, BigInt, BigInt, BigInt, BigInt);
        let query: Sql<'_, Counts> = Sql::new(sql, user, stamp);
        let (users, posts, comments, attachments, handed_over) = query.get_result(conn).await?;
        return Ok([users, posts, comments, attachments, handed_over]);
    }
    let mut rows = Rows::default();
    let mut found: i64 = 0;
    conn.batch_execute(tree::BEGIN).await?;
    for step in steps {
        match step {
            Step::All(_) => return Err("a statement for all of it is the only one".into()),
            Step::Clear(sql) => {
                let query: Sql<'_, BigInt> = Sql::new(sql, user, stamp);
                let in_the_way: i64 = query.get_result(conn).await?;
                same("rows in the way", in_the_way, 0)?;
            }
            Step::Write(of, sql) => {
                let written = <Sql<'_>>::new(sql, user, stamp).execute(conn).await?;
                rows[*of as usize] += i64::try_from(written)?;
            }
            Step::Aside(sql) => {
                <Sql<'_>>::new(sql, user, stamp).execute(conn).await?;
            }
            Step::Seek(sql) => {
                let written = <Sql<'_>>::new(sql, user, stamp).execute(conn).await?;
                found += i64::try_from(written)?;
            }
            Step::Look(sql) => {
                let query: Sql<'_, BigInt> = Sql::new(sql, user, stamp);
                found += query.get_result::<i64>(conn).await?;
            }
            Step::Then(_, _) if found == 0 => {}
            Step::Then(of, sql) => {
                let written = <Sql<'_>>::new(sql, user, stamp).execute(conn).await?;
                if let Some(of) = of {
                    rows[*of as usize] += i64::try_from(written)?;
                }
            }
        }
    }
    conn.batch_execute("COMMIT").await?;
    Ok(rows)
}
