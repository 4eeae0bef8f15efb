//! What a cascade sends: one statement that stays prepared.

use std::sync::{Arc, Mutex};

use diesel::sql_types::BigInt;
use diesel_scopes::journal::operations;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::journaled::{makers, works};

cases![;
    database:
    one_round_trip,
    one_round_trip_inside_of_a_transaction,
    one_round_trip_for_what_is_recorded,
    one_round_trip_for_any_target,
    one_round_trip_for_a_refusal,
    statements_stay_prepared,
];

/// Listens between a client and the server, and notes the kinds of the messages
/// that the client sends.
struct Wire {
    url: String,
    sent: Arc<Mutex<String>>,
}

impl Wire {
    async fn new(url: &str) -> TestResult<Wire> {
        let (scheme, rest) = url.split_once("://").ok_or("no scheme")?;
        let (server, path) = rest.split_once('/').ok_or("no database")?;
        let (user, server) = match server.rsplit_once('@') {
            Some((user, server)) => (format!("{user}@"), server),
            None => (String::new(), server),
        };
        let server = if server.contains(':') {
            server.to_owned()
        } else {
            format!("{server}:5432")
        };
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let sent = Arc::new(Mutex::new(String::new()));
        let noted = sent.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, noted) = (server.clone(), noted.clone());
                tokio::spawn(async move {
                    // The end of either side is the end of both.
                    let _ = listen(client, &server, &noted).await;
                });
            }
        });
        Ok(Wire {
            url: format!("{scheme}://{user}127.0.0.1:{port}/{path}"),
            sent,
        })
    }

    /// The kinds of what was sent since the last time: `B` for Bind, `E` for Execute,
    /// `S` for Sync, `P` for Parse, `D` for Describe, `Q` for a simple query.
    fn sent(&self) -> String {
        std::mem::take(&mut *self.sent.lock().unwrap())
    }
}

async fn listen(
    client: TcpStream,
    server: &str,
    noted: &Mutex<String>,
) -> Result<(), std::io::Error> {
    let (mut from_server, mut to_server) = TcpStream::connect(server).await?.into_split();
    let (mut from_client, mut to_client) = client.into_split();
    let answers =
        tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    // The first message has no kind.
    let length = from_client.read_u32().await?;
    forward(&mut from_client, &mut to_server, length).await?;
    loop {
        let kind = from_client.read_u8().await?;
        let length = from_client.read_u32().await?;
        noted.lock().unwrap().push(char::from(kind));
        to_server.write_u8(kind).await?;
        forward(&mut from_client, &mut to_server, length).await?;
        if kind == b'X' {
            break;
        }
    }
    answers.abort();
    Ok(())
}

async fn forward(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    length: u32,
) -> Result<(), std::io::Error> {
    let mut rest = vec![0; length.saturating_sub(4) as usize];
    from.read_exact(&mut rest).await?;
    to.write_u32(length).await?;
    to.write_all(&rest).await?;
    to.flush().await
}

async fn wired(db: &Database) -> TestResult<(Wire, Connection)> {
    let wire = Wire::new(db.url()).await?;
    let mut conn = Connection::establish(&wire.url).await?;
    blog(&mut conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(&mut conn)
        .await?;
    diesel::delete(comments::table.all_rows().find(3))
        .execute(&mut conn)
        .await?;
    Ok((wire, conn))
}

/// A statement that is prepared already: Bind, Execute and Sync.
const ONCE: &str = "BES";

/// Runs the cascade two times, with something in between, and gives what was sent
/// for the second one.
macro_rules! second_time {
    ($wire:ident, $conn:expr, $cascade:expr, then: $back:expr) => {{
        $cascade.execute($conn).await?;
        $back.execute($conn).await?;
        $wire.sent();
        let report = $cascade.execute($conn).await?;
        (report, $wire.sent())
    }};
}

async fn one_round_trip(db: &Database) -> TestResult {
    let (wire, mut conn) = wired(db).await?;
    let conn = &mut conn;
    let rows = [("users", 1), ("posts", 1), ("comments", 2)];
    let delete = || soft_delete(users::table.find(1)).cascade();
    let back = || restore(users::table.find(1)).cascade();
    let (report, sent) = second_time!(wire, conn, delete(), then: back());
    assert_eq!(report, rows);
    assert_eq!(sent, ONCE);
    let (report, sent) = second_time!(wire, conn, back(), then: delete());
    assert_eq!(report, rows);
    assert_eq!(sent, ONCE);

    // A preview as well, and nothing of either is left open.
    delete().preview(conn).await?;
    wire.sent();
    let preview = delete().preview(conn).await?;
    assert_eq!(preview, rows);
    assert_eq!(wire.sent(), ONCE);

    delete().execute(conn).await?;
    let gone = || purge(users::table.find(1)).cascade();
    gone().preview(conn).await?;
    wire.sent();
    gone().preview(conn).await?;
    assert_eq!(wire.sent(), ONCE);
    gone().execute(conn).await?;
    wire.sent();
    assert!(gone().execute(conn).await?.is_empty());
    assert_eq!(wire.sent(), ONCE);
    Ok(())
}

/// The journal is written by the same statement.
async fn one_round_trip_for_what_is_recorded(db: &Database) -> TestResult {
    let (wire, mut conn) = wired(db).await?;
    let conn = &mut conn;
    conn.batch_execute(
        "INSERT INTO makers (id) VALUES (1);
         INSERT INTO works (id, maker_id) VALUES (1, 1), (2, 1);",
    )
    .await?;
    let delete = || soft_delete(makers::table.find(1)).cascade().by("user:7");
    let back = || {
        restore(makers::table.find(1))
            .cascade()
            .because("a mistake")
    };
    let (report, sent) = second_time!(wire, conn, delete(), then: back());
    assert_eq!((report.rows("makers"), report.rows("works")), (1, 2));
    assert!(report.operation().is_some());
    assert_eq!(sent, ONCE);
    back().execute(conn).await?;

    let delete = || soft_delete(works::table.find(1)).shallow();
    let back = || restore(works::table.find(1)).shallow();
    let (report, sent) = second_time!(wire, conn, delete(), then: back());
    assert!(report.operation().is_some());
    assert_eq!(sent, ONCE);
    let count: i64 = operations::table.count().get_result(conn).await?;
    assert_eq!(count, 7);
    Ok(())
}

async fn one_round_trip_inside_of_a_transaction(db: &Database) -> TestResult {
    let (wire, mut conn) = wired(db).await?;
    conn.transaction(async |conn| {
        let delete = || soft_delete(users::table.find(1)).cascade();
        let back = || restore(users::table.find(1)).cascade();
        let (report, sent) = second_time!(wire, conn, delete(), then: back());
        assert_eq!(report.rows("users"), 1);
        assert_eq!(sent, ONCE);
        Ok::<_, diesel_scopes::CascadeError>(())
    })
    .await?;
    Ok(())
}

async fn one_round_trip_for_any_target(db: &Database) -> TestResult {
    let (wire, mut conn) = wired(db).await?;
    let conn = &mut conn;
    let authors = || {
        let posts = posts::table.filter(posts::title.eq("ants"));
        users::table.filter(users::id.eq_any(posts.select(posts::author_id)))
    };
    let delete = || {
        soft_delete(authors())
            .set(users::name.eq("nobody"))
            .cascade()
    };
    let back = || restore(authors()).cascade();
    delete().execute(conn).await?;
    back().execute(conn).await?;
    wire.sent();
    delete().execute(conn).await?;
    // A changeset can have another text each time, and is prepared then.
    let sent = wire.sent();
    assert!(sent.ends_with(ONCE), "{sent}");
    assert!(!sent.contains('Q'), "{sent}");
    assert_eq!(sent.matches('E').count(), 1, "{sent}");
    let (report, sent) = second_time!(wire, conn, back(), then: soft_delete(authors()).cascade());
    assert_eq!(report, [("users", 1), ("posts", 1), ("comments", 2)]);
    assert_eq!(sent, ONCE);
    Ok(())
}

async fn one_round_trip_for_a_refusal(db: &Database) -> TestResult {
    let (wire, mut conn) = wired(db).await?;
    let conn = &mut conn;
    conn.batch_execute("INSERT INTO invoices (id, customer_id, amount) VALUES (1, 1, 1)")
        .await?;
    let delete = || soft_delete(users::table.find(1)).cascade();
    for round in 0..3 {
        wire.sent();
        let refused = refused!(delete().execute(conn).await);
        assert_eq!(
            refused,
            "cannot delete: active rows depend on the rows: invoices (1)"
        );
        if round > 0 {
            assert_eq!(wire.sent(), ONCE);
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

async fn prepared(conn: &mut Connection) -> TestResult<i64> {
    let query = diesel::sql_query("SELECT COUNT(*) AS n FROM pg_prepared_statements");
    let number: Number = query.get_result(conn).await?;
    Ok(number.n)
}

async fn statements_stay_prepared(db: &Database) -> TestResult {
    let conn = &mut db.connect().await?;
    blog(conn).await?;
    diesel::delete(invoices::table.all_rows())
        .execute(conn)
        .await?;
    diesel::delete(comments::table.all_rows().find(3))
        .execute(conn)
        .await?;
    let mut counts = Vec::new();
    for round in 0..20 {
        // Other values each time.
        let target = || users::table.filter(users::id.eq(1 + round % 2));
        let report = soft_delete(target()).cascade().execute(conn).await?;
        assert_eq!(report.rows("users"), 1);
        assert_eq!(
            restore(target())
                .cascade()
                .execute(conn)
                .await?
                .rows("users"),
            1
        );
        purge(posts::table.find(round))
            .cascade()
            .preview(conn)
            .await?;
        counts.push(prepared(conn).await?);
    }
    assert_eq!(counts[0], counts[19], "{counts:?}");
    // One for each of the verbs.
    let texts = diesel::sql_query(
        "SELECT COUNT(*) AS n FROM pg_prepared_statements WHERE statement LIKE 'WITH%comments%'",
    );
    let texts: Number = texts.get_result(conn).await?;
    assert_eq!(texts.n, 3);
    Ok(())
}
