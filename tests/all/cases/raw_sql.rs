//! Raw conditions, which Diesel does not put in parentheses.

use diesel::dsl::sql;
use diesel::sql_types::Bool;

use super::prelude::*;

cases![
    a_loose_or_is_refused,
    an_operator_of_ones_own_is_looked_at_too,
    every_statement_refuses,
    in_parentheses_it_is_accepted,
    a_condition_without_or_is_accepted,
    in_a_filter_of_the_statement,
    a_filter_of_the_statement_cannot_leave_its_parentheses,
    a_boxed_statement_cannot_leave_its_parentheses,
    values_are_not_mistaken_for_sql,
];

const LOOSE: &str = "title = 'ants' OR title = 'bees'";

async fn titles(conn: &mut Connection) -> TestResult<Vec<(String, bool)>> {
    let query = posts::table
        .select((posts::title, posts::table.is_active()))
        .order(posts::id);
    Ok(query.load(conn).await?)
}

fn found(error: StatementError) -> String {
    match error {
        StatementError::LooseCondition { found } => found,
        other => format!("{other:?}"),
    }
}

async fn a_loose_or_is_refused(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = titles(conn).await?;
    let target = posts::table.filter(sql::<Bool>(LOOSE));
    let refused = soft_delete(target).shallow().execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    assert_eq!(titles(conn).await?, before);
    Ok(())
}

diesel::infix_operator!(Either, " OR ");

/// Its type has a static query id, and so is looked at once; it is not forgotten.
async fn an_operator_of_ones_own_is_looked_at_too(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = titles(conn).await?;
    for _ in 0..2 {
        let either = || Either::new(posts::id.eq(1), posts::id.eq(2));
        let refused = purge(posts::table.filter(either())).shallow();
        let refused = refused.execute(conn).await;
        assert_eq!(found(statement_error(refused)?), "`OR`");
        assert_eq!(titles(conn).await?, before);
        let preview = purge(posts::table).shallow().filter(either());
        let sql = diesel::debug_query::<Db, _>(&preview).to_string();
        let quote = if sql.contains('"') { "\"" } else { "`" };
        let id = format!("{quote}posts{quote}.{quote}id{quote}");
        let guarded = format!(") AND {quote}posts{quote}.{quote}deleted_at{quote} IS NOT NULL");
        assert!(sql.contains(&format!("WHERE (({id} = ")), "{sql}");
        assert!(sql.contains(&guarded), "{sql}");
    }
    Ok(())
}

async fn every_statement_refuses(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = titles(conn).await?;
    let loose = || posts::table.filter(sql::<Bool>(LOOSE));
    let refused = restore(loose()).shallow().execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    let refused = purge(loose()).shallow().execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    let refused = purge(loose()).shallow().outcome(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    let refused = purge(loose()).shallow().by_ids([1]).execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    let statement = purge(loose()).shallow().into_boxed::<Db>();
    let refused = statement.filter(posts::id.eq(1)).execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`OR`");
    let commented = posts::table.filter(sql::<Bool>("title = 'ants' -- all of them"));
    let refused = purge(commented).shallow().execute(conn).await;
    assert_eq!(found(statement_error(refused)?), "`--`");
    assert_eq!(titles(conn).await?, before);
    Ok(())
}

async fn in_parentheses_it_is_accepted(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let target = posts::table.filter(sql::<Bool>(&format!("({LOOSE})")));
    // bees is deleted already.
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    let target = posts::table.filter(sql::<Bool>("(").sql(LOOSE).sql(")"));
    assert_eq!(restore(target).shallow().execute(conn).await?, 2);
    Ok(())
}

async fn a_condition_without_or_is_accepted(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let target = posts::table.filter(
        sql::<Bool>("title IN ('this OR that', 'ants') AND author_id = ")
            .bind::<diesel::sql_types::Integer, _>(1),
    );
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    // Diesel closes an `or` of its own around raw text.
    let target = posts::table.filter(posts::id.eq(1).or(sql::<Bool>("title = 'bees'")));
    assert_eq!(restore(target).shallow().execute(conn).await?, 2);
    Ok(())
}

async fn in_a_filter_of_the_statement(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    // These are put in parentheses by the statement.
    let statement = soft_delete(posts::table)
        .shallow()
        .filter(sql::<Bool>(LOOSE));
    assert_eq!(statement.execute(conn).await?, 1);
    let statement = soft_delete(posts::table).shallow().into_boxed::<Db>();
    let statement = statement.filter(sql::<Bool>("title = 'cats' OR title = 'bees'"));
    assert_eq!(statement.execute(conn).await?, 1);
    let active: Vec<_> = titles(conn).await?;
    let active: Vec<_> = active.iter().map(|(_, active)| *active).collect();
    assert_eq!(active, [false, false, false, true]);
    Ok(())
}

async fn a_filter_of_the_statement_cannot_leave_its_parentheses(
    conn: &mut Connection,
) -> TestResult {
    blog(conn).await?;
    let before = titles(conn).await?;
    for escape in ["title = 'ants') OR (id > 0", "id > 0) -- "] {
        let statement = purge(posts::table).shallow();
        let refused = statement.filter(sql::<Bool>(escape)).execute(conn).await;
        statement_error(refused)?;
    }
    assert_eq!(titles(conn).await?, before);
    Ok(())
}

async fn a_boxed_statement_cannot_leave_its_parentheses(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let before = titles(conn).await?;
    for escape in ["title = 'ants') OR (id > 0", "id > 0) -- "] {
        let statement = purge(posts::table).shallow().into_boxed::<Db>();
        let refused = statement.filter(sql::<Bool>(escape)).execute(conn).await;
        statement_error(refused)?;
    }
    assert_eq!(titles(conn).await?, before);
    Ok(())
}

async fn values_are_not_mistaken_for_sql(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    let titles = ["ants' OR '1' = '1", "cats", "a -- b"];
    let target = posts::table.filter(posts::title.eq_any(titles));
    assert_eq!(soft_delete(target).shallow().execute(conn).await?, 1);
    let query = posts::table.deleted().order(posts::id);
    assert_eq!(ids!(query.select(posts::id), conn), [2, 3]);
    Ok(())
}
