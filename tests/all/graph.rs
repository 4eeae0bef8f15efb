//! The tables of `cases/graph.sql`.

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    people (id) {
        id -> Integer,
        friend_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    letters (id) {
        id -> Integer,
        sender_id -> Nullable<Integer>,
        recipient_id -> Nullable<Integer>,
        carrier_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    accounts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    devices (id) {
        id -> Integer,
        account_id -> Integer,
        serial -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    tokens (id) { id -> Integer, device_id -> Integer, revoked -> Bool }
}

table! {
    loans (id) { id -> Integer, device_id -> Integer, returned_at -> Nullable<Timestamp> }
}

// These two are not declared as soft-deletable.
table! {
    licences (id) { id -> Integer, account_id -> Integer }
}

table! {
    visits (id) { id -> Integer, account_id -> Nullable<Integer> }
}

table! {
    orders (tenant, number) {
        tenant -> Integer,
        number -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    order_lines (tenant, position) {
        tenant -> Integer,
        position -> Integer,
        order_number -> Nullable<Integer>,
        parent_position -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

// Not declared either.
table! {
    order_notes (id) {
        id -> Integer,
        order_tenant -> Nullable<Integer>,
        order_number -> Nullable<Integer>,
    }
}

table! {
    forums (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    threads (id) {
        id -> Integer,
        forum_id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        removed_at -> Nullable<Timestamp>,
    }
}

table! {
    replies (id) { id -> Integer, thread_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    parent (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
        step_parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    child (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
        stamp -> Nullable<Integer>,
        k1 -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    gone (id) {
        id -> Integer,
        child_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    roots (id) { id -> Integer, root_id -> Nullable<Integer>, deleted_at -> Nullable<Timestamp> }
}

table! {
    a_table_with_the_longest_name_that_postgresql_and_mysql_do_take (id) {
        id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    stages (id) {
        id -> Integer,
        previous_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    teams (id) {
        id -> Integer,
        lead_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    members (id) { id -> Integer, team_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    clubs (id) {
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        removed_at -> Nullable<Timestamp>,
    }
}

table! {
    notices (id) {
        id -> Integer,
        club_id -> Integer,
        answers -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
        removed_at -> Nullable<Timestamp>,
    }
}

table! {
    pins (id) { id -> Integer, notice_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    rooms (id) { id -> Integer, deleted -> Bool, removed -> Bool }
}

table! {
    seats (id) { id -> Integer, room_id -> Integer, deleted -> Bool, removed -> Bool }
}

table! {
    authors (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    shelves (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    books (id) {
        id -> Integer,
        author_id -> Integer,
        shelf_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    pages (id) { id -> Integer, book_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    leases (id) { id -> Integer, ends -> Double, deleted_at -> Nullable<Timestamp> }
}

table! {
    lockers (id) { id -> Integer, lease_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    directories (id) { id -> Integer, parent_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    cascade_roots (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

table! {
    cascade_cascade_roots (id) {
        id -> Integer,
        root_id -> Integer,
        parent_id -> Nullable<Integer>,
        deleted_at -> Nullable<Timestamp>,
    }
}

table! {
    diesel_scopes_roots (id) {
        id -> Integer,
        root_id -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

allow_tables_to_appear_in_same_query!(people, letters);
allow_tables_to_appear_in_same_query!(accounts, devices, tokens);
allow_tables_to_appear_in_same_query!(orders, order_lines);
allow_tables_to_appear_in_same_query!(forums, threads, replies);
allow_tables_to_appear_in_same_query!(parent, child, gone);
allow_tables_to_appear_in_same_query!(teams, members);
allow_tables_to_appear_in_same_query!(clubs, notices, pins);
allow_tables_to_appear_in_same_query!(authors, shelves, books, pages);
allow_tables_to_appear_in_same_query!(leases, lockers);
allow_tables_to_appear_in_same_query!(cascade_roots, cascade_cascade_roots, diesel_scopes_roots,);

diesel_scopes::soft_deletable! {
    people (deleted_at) {
        cascade letters (sender_id),
        cascade letters (recipient_id),
        nullify letters (carrier_id),
        nullify people (friend_id),
    }
    letters (deleted_at)

    accounts (deleted_at) {
        cascade devices (account_id),
        restrict licences (account_id),
        nullify visits (account_id),
    }
    devices (deleted_at) {
        cascade tokens (device_id),
        restrict loans (device_id),
    }
    tokens (revoked)
    loans (returned_at)

    orders (deleted_at) {
        cascade order_lines (tenant, order_number),
        nullify order_notes (order_tenant, order_number),
    }
    order_lines (deleted_at) { cascade order_lines (tenant, parent_position) }

    forums (deleted_at) { cascade threads (forum_id) }
    threads (deleted_at or removed_at) { cascade replies (thread_id) }
    replies (deleted_at)

    parent (deleted_at) {
        cascade parent (parent_id),
        cascade parent (step_parent_id),
        cascade child (parent_id),
    }
    child (deleted_at) { nullify gone (child_id) }
    gone (deleted_at)

    roots (deleted_at) { cascade roots (root_id) }

    a_table_with_the_longest_name_that_postgresql_and_mysql_do_take (deleted_at) {
        cascade a_table_with_the_longest_name_that_postgresql_and_mysql_do_take (parent_id),
    }

    stages (deleted_at) { restrict stages (previous_id) }

    teams (deleted_at) { cascade members (team_id) }
    members (deleted_at) { nullify teams (lead_id) }

    clubs (deleted_at or removed_at) { cascade notices (club_id) }
    notices (deleted_at or removed_at) {
        cascade notices (answers),
        cascade pins (notice_id),
    }
    pins (deleted_at)

    rooms (deleted or removed) { cascade seats (room_id) }
    seats (deleted or removed)

    authors (deleted_at) { cascade books (author_id) }
    shelves (deleted_at) { cascade books (shelf_id) }
    books (deleted_at) { cascade pages (book_id) }
    pages (deleted_at)

    leases (deleted_at) { cascade lockers (lease_id) }
    lockers (deleted_at)

    directories (deleted_at) { cascade directories (parent_id) }

    cascade_roots (deleted_at) {
        cascade cascade_cascade_roots (root_id),
        cascade diesel_scopes_roots (root_id),
    }
    cascade_cascade_roots (deleted_at) { cascade cascade_cascade_roots (parent_id) }
    diesel_scopes_roots (deleted_at)
}
