//! Tables of `all/cases/journal.sql`, whose declarations begin with `journal`.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    makers (id) {
        id -> Integer,
        name -> Nullable<Text>,
        reason -> Nullable<Text>,
        is_gone -> Bool,
        changed_at -> Nullable<Timestamp>,
        on_hold -> Bool,
        deleted_at -> Nullable<Timestamp>,
        banned_at -> Nullable<Timestamp>,
    }
}

table! {
    works (id) {
        id -> Integer,
        maker_id -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    memos (id) {
        id -> Integer,
        work_id -> Nullable<Integer>,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    // Declared nowhere.
    prints (id) { id -> Integer, work_id -> Nullable<Integer>, maker_id -> Nullable<Integer> }
}

table! {
    badges (id) { id -> Integer, maker_id -> Integer, picture -> Nullable<Binary> }
}

table! {
    spots (id) { id -> Integer, name -> Text, closed -> Bool, barred -> Bool }
}

table! {
    terms (word) { word -> Text, gone -> Bool }
}

table! {
    hashes (hash) { hash -> Binary, gone -> Bool }
}

table! {
    days (day) { day -> Date, gone -> Bool }
}

table! {
    moments (at) { at -> Timestamp, gone -> Bool }
}

table! {
    ledgers (tenant, number, name) {
        tenant -> BigInt,
        number -> SmallInt,
        name -> Text,
        gone -> Bool,
    }
}

table! {
    deeds (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

joinable!(works -> makers (maker_id));
allow_tables_to_appear_in_same_query!(makers, works, memos, prints, badges);

diesel_scopes::soft_deletable! {
    journal;
    makers (
        deleted_at or banned_at,
        clear (reason), flag (is_gone), touch (changed_at), hold (on_hold),
    ) {
        cascade works (maker_id),
        nullify prints (maker_id),
        remove  badges (maker_id),
    }
    works (deleted_at) {
        cascade memos (work_id),
        nullify prints (work_id),
    }
    memos (deleted_at) { cascade memos (parent_id) }
    spots (closed or barred)
    terms (gone)
    hashes (gone)
    days (gone)
    moments (gone)
    ledgers (gone)
}

diesel_scopes::soft_deletable! {
    journal (actor);
    deeds (deleted_at)
}
