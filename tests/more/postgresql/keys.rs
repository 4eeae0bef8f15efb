//! Keys of the types that PostgreSQL has. Tables are called like types here, where they can be.

use std::ops::Bound;

use diesel::data_types::{PgInterval, PgMoney, PgNumeric};
use uuid::Uuid;

use super::backend::{Connection, Database};
use super::cases::prelude::*;
use crate::keys::prelude::*;

key_types! {
    smallint: "SMALLINT" [SmallInt] i16::MIN, 7_i16;
    integer: "INTEGER" [Integer] i32::MIN, 7;
    bigint: "BIGINT" [BigInt] i64::MIN, (1_i64 << 53) + 1;
    text: "TEXT" [Text] WORD, "";
    varchar: "VARCHAR(50)" [Varchar] "x'00'", "null";
    characters: "CHAR(3)" [Bpchar] "a", "b";
    bytea: "BYTEA" [Binary] &b"\x00\xff'\"\\7f"[..], &b""[..];
    uuids: "UUID" [Uuid] UUID, Uuid::nil();
    boolean: "BOOLEAN" [Bool] true, false;
    dates: "DATE" [Date] date(), day(1).date();
    times: "TIME" [Time] time(), chrono::NaiveTime::MIN;
    timestamps: "TIMESTAMP" [Timestamp] moment(), day(1);
    timestamptz: "TIMESTAMPTZ" [Timestamptz] moment().and_utc(), day(1).and_utc();
    doubles: "DOUBLE PRECISION" [Double] 0.1 + 0.2, -1e300;
    floats: "REAL" [Float] 0.1_f32, f32::MAX;
    numerics: "NUMERIC(30, 10)" [Numeric]
        PgNumeric::Negative { weight: 0, scale: 10, digits: vec![12, 3456, 7890, 1200] },
        PgNumeric::Positive { weight: 4, scale: 10, digits: vec![1, 0, 0, 0, 1] };
    money: "MONEY" [Money] PgMoney(-1234), PgMoney(0);
    oids: "OID" [Oid] u32::MAX, 1_u32;
    macs: "MACADDR" [MacAddr] [8_u8, 0, 43, 1, 2, 3], [0_u8; 6];
    intervals: "INTERVAL" [Interval] PgInterval::new(1_500_000, -2, 3), PgInterval::new(0, 0, 1);
    ranges: "INT8RANGE" [Int8range]
        (Bound::Included(i64::MIN), Bound::Excluded(7_i64)),
        (Bound::Included(1_i64), Bound::<i64>::Unbounded);
}

several_columns! {
    "CREATE TABLE several (tenant UUID, name TEXT, number BIGINT, gone TIMESTAMP NULL,
         PRIMARY KEY (tenant, name, number))"
    [Uuid] UUID, Uuid::nil()
}
