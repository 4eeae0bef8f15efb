//! Tables of `cases/graph.sql` whose declaration says more than which rows depend on
//! which.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    tenants (id) {
        id -> Integer,
        number -> Nullable<Integer>,
        on_hold -> Bool,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    stacks (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    documents (id) {
        id -> Integer,
        tenant_number -> Nullable<Integer>,
        reason -> Nullable<Integer>,
        is_gone -> Bool,
        changed_at -> Nullable<Timestamp>,
        deleted_at -> Nullable<Timestamp>,
        removed_at -> Nullable<Timestamp>,
    }
}

table! {
    placements (id) { id -> Integer, document_id -> Integer, stack_id -> Nullable<Integer> }
}

table! {
    remarks (id) {
        id -> Integer,
        placement_id -> Nullable<Integer>,
        reply_to -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    labels (id) {
        id -> Integer,
        target_type -> Text,
        target_id -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    passes (id) {
        id -> Integer,
        tenant_id -> Integer,
        pinned -> Bool,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    scans (id) { id -> Integer, pass_id -> Integer }
}

table! {
    seals (id) { id -> Integer, pass_id -> Integer, broken_at -> Nullable<Timestamp> }
}

table! {
    gates (id) {
        id -> Integer,
        pass_id -> Nullable<Integer>,
        document_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    bills (id) { id -> Integer, tenant_id -> Integer, voided -> Bool }
}

table! {
    firms (id) {
        id -> BigInt,
        country -> Integer,
        code -> Nullable<SmallInt>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    offices (id) {
        id -> SmallInt,
        firm_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    agents (id) {
        id -> Integer,
        land -> Nullable<BigInt>,
        firm_code -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    desks (id) {
        id -> Integer,
        land -> Integer,
        firm_code -> Nullable<SmallInt>,
        office_id -> Nullable<BigInt>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    tickets (id) {
        id -> Integer,
        about -> Text,
        about_id -> BigInt,
        kind -> Integer,
        urgent -> Nullable<Bool>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    guilds (id) {
        id -> Integer,
        name -> Nullable<Text>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    coaches (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    players (id) {
        id -> Integer,
        guild_id -> Integer,
        coach_id -> Nullable<Integer>,
        captain_id -> Nullable<Integer>,
        name -> Nullable<Text>,
        number -> Nullable<Integer>,
        locker -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
        banned_at -> Nullable<Timestamp>,
    }
}

allow_tables_to_appear_in_same_query!(tenants, stacks, documents, placements, remarks, labels);
allow_tables_to_appear_in_same_query!(firms, offices, agents, desks, tickets);

diesel_scopes::soft_deletable! {
    tenants (deleted_at, hold (on_hold)) {
        cascade  documents (tenant_number -> number),
        cascade  labels (target_id) where (target_type = "Tenant"),
        remove   passes (tenant_id),
        restrict bills (tenant_id),
    }
    stacks (deleted_at) { cascade placements (stack_id) }
    documents (
        deleted_at or removed_at,
        flag (is_gone),
        clear (reason),
        touch (changed_at),
    ) {
        cascade placements (document_id),
        cascade labels (target_id) where (target_type = "Document"),
        nullify gates (document_id),
    }
    placements () { cascade remarks (placement_id) }
    remarks (deleted_at) { cascade remarks (reply_to) }
    labels (deleted_at)
    passes (deleted_at, hold (pinned)) {
        cascade  scans (pass_id),
        restrict seals (pass_id),
        nullify  gates (pass_id),
    }
    scans ()
    seals (broken_at)
    gates (deleted_at)
    bills (voided)

    firms (deleted_at) {
        cascade offices (firm_id),
        cascade agents (land -> country, firm_code -> code),
        nullify desks (land -> country, firm_code -> code) only (firm_code),
        cascade tickets (about_id) where (about = "Firm's own", kind = 7),
    }
    offices (deleted_at) {
        cascade tickets (about_id) where (about = "Office", urgent = true, kind = -1),
        nullify desks (office_id),
    }
    agents (deleted_at)
    desks (deleted_at)
    tickets (deleted_at)

    guilds (deleted_at, unique (name)) { cascade players (guild_id) }
    coaches (deleted_at) { cascade players (coach_id) }
    players (
        deleted_at or banned_at,
        clear (locker),
        unique (name), unique (guild_id, number), unique (locker),
    ) {
        cascade players (captain_id),
    }
}
