//! Statements on a connection that several futures share.

use diesel_scopes::Outcome;

use super::backend::Database;
use super::cases::prelude::*;

cases![;
    database:
    outcomes_at_once,
    everything_that_is_one_statement,
];

async fn outcomes_at_once(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    blog(&mut conn).await?;
    let conn = &conn;
    let delete = async |id| {
        let mut conn = conn;
        soft_delete(posts::table.find(id))
            .shallow()
            .outcome(&mut conn)
            .await
    };
    let (first, second, third) = tokio::join!(delete(1), delete(2), delete(9));
    assert_eq!(
        (first?, second?, third?),
        (Outcome::Changed(1), Outcome::Unchanged, Outcome::NotFound)
    );
    Ok(())
}

async fn everything_that_is_one_statement(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    blog(&mut conn).await?;
    let mut conn = &conn;
    let deleted = soft_delete(posts::table.find(1))
        .shallow()
        .execute(&mut conn)
        .await?;
    assert_eq!(deleted, 1);
    let titles = restore(posts::table.find(1))
        .shallow()
        .returning(posts::title);
    let titles = titles.outcome::<String>(&mut conn).await?;
    assert_eq!(titles, Outcome::Changed(vec!["ants".to_owned()]));
    assert_eq!(
        ids!(
            posts::table.active().select(posts::id).order(posts::id),
            &mut conn
        ),
        [1, 3, 4]
    );
    Ok(())
}
