//! Keys of the types that SQLite has.

use uuid::Uuid;

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::keys::prelude::*;

key_types! {
    smallint: "SMALLINT" [SmallInt] i16::MIN, 7_i16;
    integer: "INTEGER" [Integer] i32::MIN, 7;
    bigint: "BIGINT" [BigInt] i64::MIN, (1_i64 << 53) + 1;
    text: "TEXT" [Text] WORD, "x'00'";
    uuids_as_text: "TEXT" [Text] UUID.to_string(), Uuid::nil().to_string();
    blobs: "BLOB" [Binary] &b"\x00\xff'\"\\7f"[..], &b""[..];
    uuids: "BLOB" [Binary] UUID.as_bytes().to_vec(), Uuid::nil().as_bytes().to_vec();
    boolean: "BOOLEAN" [Bool] true, false;
    dates: "DATE" [Date] date(), day(1).date();
    times: "TIME" [Time] time(), chrono::NaiveTime::MIN;
    timestamps: "TIMESTAMP" [Timestamp] moment(), day(1);
    timestamptz: "TIMESTAMP" [TimestamptzSqlite] moment().and_utc(), day(1).and_utc();
    doubles: "DOUBLE" [Double] 0.1 + 0.2, f64::NEG_INFINITY;
    floats: "FLOAT" [Float] 0.1_f32, f32::MAX;
}

several_columns! {
    "CREATE TABLE several (tenant BLOB NOT NULL, name TEXT NOT NULL, number BIGINT NOT NULL, gone TIMESTAMP,
         PRIMARY KEY (tenant, name, number))"
    [Binary] UUID.as_bytes().to_vec(), Uuid::nil().as_bytes().to_vec()
}
