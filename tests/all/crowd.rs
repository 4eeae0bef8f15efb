//! A large blog, for plans: one user with about 100 posts and 2,000 comments
//! among many others.

use diesel_async::SimpleAsyncConnection;

use crate::harness::TestResult;

/// The number of comments. There are a tenth as many posts, and a hundredth as
/// many users.
pub(crate) const COMMENTS: u32 = 1_000_000;

/// Fills the tables. The SQL is the same on every backend.
pub(crate) async fn crowd(conn: &mut impl SimpleAsyncConnection, comments: u32) -> TestResult {
    let (posts, users) = (comments / 10, comments / 100);
    let numbers = "(SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d \
         AS n FROM digits a, digits b, digits c, digits e, digits f, digits g) AS numbers";
    let statements = [
        "CREATE TABLE digits (d INTEGER NOT NULL)".to_owned(),
        "INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)".to_owned(),
        format!(
            "INSERT INTO users (id, name) SELECT n, CONCAT('user ', n) FROM {numbers} \
             WHERE n <= {users}"
        ),
        // User 1 wrote the first hundred posts.
        format!(
            "INSERT INTO posts (id, author_id, title) \
             SELECT n, CASE WHEN n <= 100 THEN 1 ELSE 2 + (n * 7) % ({users} - 1) END, 'title' \
             FROM {numbers} WHERE n <= {posts}"
        ),
        // Each post has ten comments; user 1 wrote those on the next hundred posts. Every
        // third is an answer to one on the same post.
        format!(
            "INSERT INTO comments (id, post_id, author_id, parent_id, body) \
             SELECT n, 1 + n % {posts}, \
             CASE WHEN n % {posts} BETWEEN 100 AND 199 THEN 1 ELSE 2 + (n * 7) % ({users} - 1) END, \
             CASE WHEN n > {posts} AND n % 3 = 0 THEN n - {posts} ELSE NULL END, 'body' \
             FROM {numbers} WHERE n <= {comments} ORDER BY n"
        ),
    ];
    for statement in statements {
        conn.batch_execute(&statement).await?;
    }
    Ok(())
}
