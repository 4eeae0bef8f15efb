//! Restores of rows with several parents: what another parent still holds back
//! goes over to that parent, and comes back with it.

use diesel_scopes::CascadeError;

use super::prelude::*;
use crate::graph::*;

cases![
    the_author_was_deleted_after_the_post,
    the_author_was_deleted_before_the_post,
    the_author_was_deleted_with_the_same_stamp,
    below_a_comment_that_was_deleted_before,
    both_parents_in_one_cascade,
    the_earliest_parent_takes_it,
    the_latest_parent_back_first,
    parents_that_come_back_together,
    a_parent_that_is_handed_over_itself,
    along_a_tree,
    along_a_circle,
    several_stamps_at_once,
    back_and_forth,
    a_purge_after_it,
    an_older_deletion_holds_nothing_back,
    previews_and_locks_agree;
    database:
    the_rows_of_others_are_left_alone,
];

async fn without_invoices(conn: &mut Connection) -> TestResult {
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows()).execute(conn).await?;
    Ok(())
}

/// Post 1 goes first, then user 2, who wrote a comment on it.
async fn the_author_was_deleted_after_the_post(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let report = soft_delete(users::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);

    let restore_post = || restore(posts::table.find(1)).cascade();
    let preview = restore_post().preview(conn).await?;
    let report = restore_post().execute(conn).await?;
    assert_eq!(preview, report);
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    // Comment 1 is the user's, and 4 answers it.
    assert_eq!(report.handed_over("comments"), 2);
    assert_eq!(report.to_string(), "posts: 1, comments: 0 and 2 handed over");
    assert_eq!(stamped!(conn, comments.deleted_at = day(6)), [1, 3, 4]);

    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 3, 4]);
    Ok(())
}

async fn the_author_was_deleted_before_the_post(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    let report = soft_delete(users::table.find(2)).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    soft_delete(posts::table.find(1)).at(day(6)).cascade().execute(conn).await?;

    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    // Comment 3 is on a post that had been deleted before it.
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    assert_eq!(report.handed_over("comments"), 2);
    assert_eq!(stamped!(conn, comments.deleted_at = day(6)), [1, 4]);
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [3]);

    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 2)]);
    Ok(())
}

/// What is left with the author has the stamp already: nothing of it is written.
async fn the_author_was_deleted_with_the_same_stamp(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(5)).cascade().execute(conn).await?;
    let restore_post = || restore(posts::table.find(1)).cascade();
    let preview = restore_post().preview(conn).await?;
    let report = restore_post().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 3, 4]);
    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 3)]);
    Ok(())
}

/// The answer was shown below a "[deleted]" comment, and is again.
async fn below_a_comment_that_was_deleted_before(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(comments::table.find(1)).shallow().at(day(4)).execute(conn).await?;
    let report = soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 1)]);
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 1)]);
    assert_eq!(report.handed_over("comments"), 0);
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [3, 4]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(4)), [1]);
    Ok(())
}

async fn both_parents_in_one_cascade(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    soft_delete(users::table).at(day(5)).cascade().execute(conn).await?;
    // Comments 1 and 4 are on a post of user 1, which stays deleted.
    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 1)]);
    assert_eq!(stamped!(conn, comments.deleted_at = day(5)), [1, 4]);
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

/// Author 1 with book 1 and its page on shelf 1.
const LIBRARY: &str = "
    INSERT INTO authors (id) VALUES (1), (2);
    INSERT INTO shelves (id) VALUES (1), (2);
    INSERT INTO books (id, author_id, shelf_id) VALUES
        (1, 1, 1), (2, 1, 2), (3, 2, 1), (4, 1, NULL);
    INSERT INTO pages (id, book_id) VALUES (1, 1), (2, 2), (3, 3), (4, 4);";

/// Comment 5 is user 1's, and 6, which answers it, is user 4's; both are below post 3.
/// Deleted with the post, they wait for both users once that is back.
async fn kept_by_two(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    conn.batch_execute(
        "INSERT INTO users (id, name) VALUES (4, 'dan');
        INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
            (5, 3, 1, NULL, 'five'), (6, 3, 4, 5, 'six')",
    )
    .await?;
    soft_delete(posts::table.find(3)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    soft_delete(users::table.find(4)).at(day(7)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(3)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    assert_eq!(report.handed_over("comments"), 2);
    assert!(stamped!(conn, comments.deleted_at = day(7)).is_empty());
    Ok(())
}

async fn the_earliest_parent_takes_it(conn: &mut Connection) -> TestResult {
    kept_by_two(conn).await?;
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!((report.rows("comments"), report.handed_over("comments")), (3, 1));
    assert_eq!(stamped!(conn, comments.deleted_at = day(7)), [6]);
    let report = restore(users::table.find(4)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 0), ("comments", 1)]);
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 3, 4, 5, 6]);
    Ok(())
}

/// An answer does not come back below a comment that is still deleted.
async fn the_latest_parent_back_first(conn: &mut Connection) -> TestResult {
    kept_by_two(conn).await?;
    let report = restore(users::table.find(4)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 0), ("comments", 0)]);
    let report = restore(users::table.find(1)).cascade().execute(conn).await?;
    assert_eq!((report.rows("comments"), report.handed_over("comments")), (4, 0));
    assert_eq!(stamped!(conn, comments.deleted_at = NULL), [1, 3, 4, 5, 6]);
    Ok(())
}

async fn parents_that_come_back_together(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    soft_delete(authors::table).at(day(5)).cascade().execute(conn).await?;
    let report = restore(authors::table).cascade().execute(conn).await?;
    assert_eq!(report, [("authors", 2), ("books", 4), ("pages", 4)]);
    assert_eq!(report.handed_over("books"), 0);
    Ok(())
}

/// The pages have one parent, which has two.
async fn a_parent_that_is_handed_over_itself(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    soft_delete(authors::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let report = soft_delete(shelves::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    assert_eq!(report, [("shelves", 1), ("books", 1), ("pages", 1)]);

    let report = restore(authors::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("authors", 1), ("books", 2), ("pages", 2)]);
    assert_eq!((report.handed_over("books"), report.handed_over("pages")), (1, 1));
    assert_eq!(stamped!(conn, books.deleted_at = day(6)), [1, 3]);
    assert_eq!(stamped!(conn, pages.deleted_at = day(6)), [1, 3]);

    let report = restore(shelves::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("shelves", 1), ("books", 2), ("pages", 2)]);
    Ok(())
}

async fn along_a_tree(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    // 11 to 60, each of which answers the one before; 31 is user 2's.
    let rows: Vec<_> = (11..=60)
        .map(|id| {
            let parent = if id == 11 { "NULL".to_owned() } else { (id - 1).to_string() };
            format!("({id}, 1, {}, {parent}, 'x')", if id == 31 { 2 } else { 1 })
        })
        .collect();
    conn.batch_execute(&format!(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES {}",
        rows.join(", ")
    ))
    .await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 20)]);
    // 31 to 60; of the first comments 1 and 4.
    assert_eq!(report.handed_over("comments"), 32);
    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 33)]);
    Ok(())
}

/// Comments that answer each other, of which one author stays deleted.
async fn along_a_circle(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    conn.batch_execute(
        "INSERT INTO comments (id, post_id, author_id, parent_id, body) VALUES
            (11, 1, 1, NULL, 'x'), (12, 1, 2, 11, 'x'), (13, 1, 1, 12, 'x');
        UPDATE comments SET parent_id = 13 WHERE id = 11",
    )
    .await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 5)]);
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    let report = restore(posts::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("posts", 1), ("comments", 0)]);
    assert_eq!(report.handed_over("comments"), 5);
    assert_eq!(stamped!(conn, comments.deleted_at = day(6)), [1, 3, 4, 11, 12, 13]);
    let report = restore(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report.rows("comments"), 6);
    Ok(())
}

async fn several_stamps_at_once(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    soft_delete(authors::table.find(2)).at(day(4)).cascade().execute(conn).await?;
    soft_delete(authors::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    soft_delete(shelves::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    // Book 3 went before the shelf, book 1 after it.
    let report = restore(authors::table).cascade().execute(conn).await?;
    assert_eq!(report, [("authors", 2), ("books", 3), ("pages", 3)]);
    assert_eq!(report.handed_over("books"), 1);
    assert_eq!(stamped!(conn, books.deleted_at = day(5)), [3]);
    assert_eq!(stamped!(conn, pages.deleted_at = day(5)), [3]);
    Ok(())
}

async fn back_and_forth(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    for round in 0..3 {
        let (first, second) = (day(5 + 2 * round), day(6 + 2 * round));
        soft_delete(authors::table.find(1)).at(first).cascade().execute(conn).await?;
        soft_delete(shelves::table).at(second).cascade().execute(conn).await?;
        let report = restore(authors::table.find(1)).cascade().execute(conn).await?;
        assert_eq!(report, [("authors", 1), ("books", 1), ("pages", 1)]);
        assert_eq!(report.handed_over("books"), 2);
        let report = restore(shelves::table.find(2)).cascade().execute(conn).await?;
        assert_eq!(report, [("shelves", 1), ("books", 1), ("pages", 1)]);
        let report = restore(shelves::table.find(1)).cascade().execute(conn).await?;
        assert_eq!(report, [("shelves", 1), ("books", 2), ("pages", 2)]);
        for table in ["books", "pages"] {
            let query = format!("SELECT COUNT(*) AS n FROM {table} WHERE deleted_at IS NOT NULL");
            let left = diesel::sql_query(query).get_result::<Number>(conn).await?;
            assert_eq!(left.n, 0, "{table}");
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// What was handed over does not stand in the way of its parent's purge.
async fn a_purge_after_it(conn: &mut Connection) -> TestResult {
    without_invoices(conn).await?;
    diesel::delete(comments::table.all_rows().find(3)).execute(conn).await?;
    conn.batch_execute("UPDATE posts SET deleted_by = NULL").await?;
    soft_delete(posts::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(users::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    restore(posts::table.find(1)).cascade().execute(conn).await?;
    let report = purge(users::table.find(2)).cascade().execute(conn).await?;
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    Ok(())
}

async fn an_older_deletion_holds_nothing_back(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    // The book was left active on a shelf that is deleted.
    soft_delete(shelves::table.find(1)).shallow().at(day(4)).execute(conn).await?;
    soft_delete(authors::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    let report = restore(authors::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("authors", 1), ("books", 3), ("pages", 3)]);
    assert_eq!(report.handed_over("books"), 0);
    // From the book itself the shelf is a deleted parent.
    soft_delete(books::table.find(1)).cascade().execute(conn).await?;
    let refused = restore(books::table.find(1)).cascade().execute(conn).await;
    let Err(CascadeError::ParentDeleted(parents)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    let parents: Vec<_> = parents.iter().map(|p| (p.table, p.rows)).collect();
    assert_eq!(parents, [("shelves", 1)]);
    Ok(())
}

async fn previews_and_locks_agree(conn: &mut Connection) -> TestResult {
    conn.batch_execute(LIBRARY).await?;
    soft_delete(authors::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(shelves::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    // A condition that is true no more when the restore is done.
    let shelved = || {
        let books = books::table.deleted().filter(books::id.eq(1)).select(books::author_id);
        authors::table.filter(authors::id.eq_any(books))
    };
    let preview = restore(shelved()).cascade().preview(conn).await?;
    let report = restore(shelved()).cascade().locking().execute(conn).await?;
    assert_eq!(report, [("authors", 1), ("books", 2), ("pages", 2)]);
    assert_eq!(preview, report);
    assert_eq!(stamped!(conn, books.deleted_at = day(6)), [1, 3]);
    Ok(())
}

/// Other cascades at the same value, and rows that were never part of one.
async fn the_rows_of_others_are_left_alone(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    conn.batch_execute(LIBRARY).await?;
    conn.batch_execute("INSERT INTO books (id, author_id, shelf_id) VALUES (5, 2, 2)").await?;
    soft_delete(authors::table.find(2)).at(day(6)).cascade().execute(conn).await?;
    soft_delete(books::table.find(4)).shallow().at(day(3)).execute(conn).await?;
    soft_delete(authors::table.find(1)).at(day(5)).cascade().execute(conn).await?;
    soft_delete(shelves::table.find(1)).at(day(6)).cascade().execute(conn).await?;
    let report = restore(authors::table.find(1)).cascade().execute(conn).await?;
    assert_eq!(report, [("authors", 1), ("books", 1), ("pages", 1)]);
    assert_eq!(stamped!(conn, books.deleted_at = day(3)), [4]);
    assert_eq!(stamped!(conn, books.deleted_at = day(6)), [1, 3, 5]);
    assert_eq!(stamped!(conn, pages.deleted_at = NULL), [2, 4]);
    Ok(())
}
