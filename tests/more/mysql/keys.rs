//! Keys of the types that MySQL and MariaDB have.

use uuid::Uuid;

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::keys::prelude::*;

key_types! {
    tiny: "TINYINT" [TinyInt] i8::MIN, 7_i8;
    small: "SMALLINT" [SmallInt] i16::MIN, 7_i16;
    integers: "INTEGER" [Integer] i32::MIN, 7;
    big: "BIGINT" [BigInt] i64::MIN, (1_i64 << 53) + 1;
    unsigned_tinyint: "TINYINT UNSIGNED" [Unsigned<TinyInt>] u8::MAX, 0_u8;
    unsigned_smallint: "SMALLINT UNSIGNED" [Unsigned<SmallInt>] u16::MAX, 0_u16;
    unsigned_integer: "INTEGER UNSIGNED" [Unsigned<Integer>] u32::MAX, 0_u32;
    unsigned_bigint: "BIGINT UNSIGNED" [Unsigned<BigInt>] u64::MAX, (1_u64 << 53) + 1;
    words: "VARCHAR(50)" [Varchar] WORD, "";
    uuids_as_text: "CHAR(36)" [Text] UUID.to_string(), Uuid::nil().to_string();
    bytes: "VARBINARY(50)" [Binary] &b"\x00\xff'\"\\7f"[..], &b""[..];
    uuids: "BINARY(16)" [Binary] UUID.as_bytes().to_vec(), Uuid::nil().as_bytes().to_vec();
    booleans: "BOOLEAN" [Bool] true, false;
    dates: "DATE" [Date] date(), day(1).date();
    times: "TIME(6)" [Time] time(), chrono::NaiveTime::MIN;
    datetimes: "DATETIME(6)" [Datetime] moment(), day(1);
    timestamps: "TIMESTAMP(6)" [Timestamp] moment(), day(1);
    whole_times: "TIME(6)" [Time] chrono::NaiveTime::MIN, time();
    whole_datetimes: "DATETIME(6)" [Datetime] day(1), moment();
    whole_timestamps: "TIMESTAMP(6)" [Timestamp] day(1), moment();
    seconds: "DATETIME" [Datetime] day(1), day(2);
    doubles: "DOUBLE" [Double] 0.1 + 0.2, -1e300;
    floats: "FLOAT" [Float] 0.5_f32, -0.25_f32;
}

several_columns! {
    "CREATE TABLE several (tenant BINARY(16), name VARCHAR(50), number BIGINT, gone DATETIME(6) NULL,
         PRIMARY KEY (tenant, name, number))"
    [Binary] UUID.as_bytes().to_vec(), Uuid::nil().as_bytes().to_vec()
}
