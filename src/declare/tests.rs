//! What tables are declared to be.

use super::{Condition, Declared, Edge, EdgeKind, Literal, TableInfo, Time, Touch};

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        account_no -> Text,
        deleted_at -> Nullable<Timestamp>,
        hidden_at -> Nullable<Timestamp>,
        is_deleted -> Bool,
        was_deleted -> Nullable<Bool>,
        updated_at -> Timestamp,
        seen_at -> Nullable<Timestamp>,
        legal_hold -> Nullable<Bool>,
        reason -> Nullable<Text>,
    }
}
diesel::table! {
    comments (id) {
        id -> Nullable<Integer>,
        target_id -> BigInt,
        target_type -> Text,
        rank -> SmallInt,
        visible -> Bool,
        parent_id -> Nullable<SmallInt>,
        deleted_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    drafts (id) { id -> Integer, tenant_id -> Integer, owner_id -> Nullable<Integer> }
}
diesel::table! {
    orders (id) { id -> Integer, account_no -> Nullable<Text>, voided -> Bool }
}
diesel::table! {
    taggings (post_id, tag_id) { post_id -> Integer, tag_id -> Integer }
}
diesel::table! {
    tags (tenant_id, id) { tenant_id -> Integer, id -> Integer, deleted_at -> Nullable<Timestamp> }
}

crate::soft_deletable! {
    users (
        deleted_at,
        unique (name), keep 30 days, also hidden_at, touch (updated_at, seen_at),
        flag (is_deleted, was_deleted), hold (legal_hold), clear (reason), unique (name, account_no),
    ) {
        cascade comments (target_id) where (target_type = "User", rank = -1, visible = true,),
        cascade orders (account_no -> account_no),
        restrict taggings (tag_id),
        remove taggings (post_id),
        cascade taggings (post_id,),
    }
    comments (deleted_at) { cascade comments (parent_id) }
    orders (voided)
    tags (deleted_at) {
        nullify drafts (tenant_id, owner_id) only (owner_id) where (tenant_id = 7),
        nullify drafts (tenant_id, owner_id) where (tenant_id = 7) only (owner_id),
        nullify drafts (tenant_id -> tenant_id, owner_id -> id) only (owner_id),
    }
    taggings () { restrict drafts (tenant_id, owner_id) }
}

fn edges<T: Declared>() -> Vec<Edge> {
    (T::info().edges)()
}

#[test]
fn options_are_kept() {
    let users = users::table::info();
    let columns = |markers: &[super::MarkerText]| {
        markers
            .iter()
            .map(|marker| marker.column)
            .collect::<Vec<_>>()
    };

    assert_eq!(users.name, "users");
    assert_eq!(users.key, ["id"]);
    assert!(!(users.key_may_be_null)());
    assert_eq!(columns(users.markers), ["deleted_at"]);
    assert_eq!(columns(users.also), ["hidden_at"]);
    assert_eq!(users.clear, ["reason"]);
    assert_eq!(users.flags, ["is_deleted", "was_deleted"]);
    assert_eq!(
        users.touch,
        ["updated_at", "seen_at"].map(|column| Touch {
            column,
            time: Time::Timestamp
        })
    );
    assert_eq!(users.hold, Some("legal_hold"));
    assert_eq!(users.keep.map(|keep| keep.seconds), Some(30 * 24 * 60 * 60));
    assert_eq!(users.unique, [&["name"][..], &["name", "account_no"]]);
    assert!((comments::table::info().key_may_be_null)());
}

#[test]
fn flags_are_told_from_times() {
    let flag = |info: TableInfo| (info.markers[0].flag)();
    assert_eq!(flag(users::table::info()), None);
    assert_eq!(flag(orders::table::info()), Some("TRUE"));
}

#[test]
fn edges_are_kept_in_order() {
    let edges = edges::<users::table>();
    assert_eq!(
        edges
            .iter()
            .map(|edge| (edge.kind, edge.child.name))
            .collect::<Vec<_>>(),
        [
            (EdgeKind::Cascade, "comments"),
            (EdgeKind::Cascade, "orders"),
            (EdgeKind::Restrict, "taggings"),
            (EdgeKind::Remove, "taggings"),
            (EdgeKind::Cascade, "taggings"),
        ]
    );
    assert_eq!(edges[0].key, ["target_id"]);
    assert_eq!(edges[0].refers, ["id"]);
    assert_eq!(
        edges[0].conditions,
        [
            ("target_type", Literal::Text("User")),
            ("rank", Literal::Integer(-1)),
            ("visible", Literal::Bool(true)),
        ]
        .map(|(column, literal)| Condition { column, literal })
    );
    assert_eq!(
        (edges[1].key, edges[1].refers),
        (&["account_no"][..], &["account_no"][..])
    );
    assert_eq!((edges[1].nullable)(), [true]);
    assert!(edges[1].conditions.is_empty() && edges[1].cleared.is_empty());
}

#[test]
fn a_key_can_be_cleared_in_part() {
    for edge in edges::<tags::table>() {
        assert_eq!(edge.key, ["tenant_id", "owner_id"]);
        assert_eq!(edge.refers, ["tenant_id", "id"]);
        assert_eq!(edge.cleared, ["owner_id"]);
        assert_eq!((edge.nullable)(), [false, true]);
    }
}

#[test]
fn a_table_without_a_marker_has_edges() {
    let taggings = taggings::table::info();
    assert!(taggings.markers.is_empty());
    assert_eq!(edges::<taggings::table>().len(), 1);
    let tables: Vec<_> = (taggings.schema)().iter().map(|table| table.name).collect();
    assert_eq!(tables, ["users", "comments", "orders", "tags", "taggings"]);
}
