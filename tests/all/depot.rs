//! Tables of `cases/graph.sql` without a marker, one below the other and below
//! themselves.

use diesel::table;

table! {
    lenders (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    halls (id) {
        id -> Integer,
        code -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
    }
}

table! {
    bays (id) {
        id -> Integer,
        hall_code -> Nullable<Integer>,
        inside_id -> Nullable<Integer>,
    }
}

table! {
    trays (id) {
        id -> Integer,
        lender_id -> Nullable<Integer>,
        keeper_id -> Nullable<Integer>,
        place -> Nullable<Text>,
        place_id -> Nullable<Integer>,
    }
}

table! {
    tools (id) {
        id -> Integer,
        lender_id -> Nullable<Integer>,
        tray_id -> Nullable<Integer>,
        part_of -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    tallies (id) {
        id -> Integer,
        tool_id -> Nullable<Integer>,
        bay_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

diesel_scopes::soft_deletable! {
    lenders (deleted_at) {
        cascade trays (lender_id),
        cascade trays (keeper_id),
        cascade tools (lender_id),
    }
    halls (deleted_at or closed_at) {
        cascade bays (hall_code -> code),
        cascade trays (place_id) where (place = "Hall"),
    }
    bays () {
        cascade bays (inside_id),
        cascade trays (place_id) where (place = "Bay"),
        cascade tallies (bay_id),
    }
    trays () { cascade tools (tray_id) }
    tools (deleted_at) {
        cascade tools (part_of),
        cascade tallies (tool_id),
    }
    tallies (deleted_at)
}
