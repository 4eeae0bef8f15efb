//! The macros in surroundings that are not made for them.

tests![
    without_prelude,
    all_options_and_edges_without_prelude,
    tables_without_a_marker_join_scopes,
    names_shadowed,
    under_strict_lints,
    path_forms,
    inside_a_function,
    with_raw_identifiers,
    columns_named_like_the_prelude,
    whatever_the_table_macro_of_diesel_takes,
    under_long_documentation,
    commas_in_every_place,
    types_imported_beside_the_table,
];

/// Compares the SQL of a query on SQLite.
macro_rules! assert_sql {
    ($query:expr, $sql:expr) => {{
        let sql = ::diesel::debug_query::<::diesel::sqlite::Sqlite, _>(&$query).to_string();
        assert_eq!(sql.split(" -- binds").next(), Some($sql));
    }};
}

mod schema {
    pub mod tables {
        diesel::table! {
            posts (id) {
                id -> Integer,
                author_id -> Nullable<Integer>,
                deleted -> Bool,
                removed -> Bool,
                reason -> Nullable<Text>,
            }
        }
        diesel::table! {
            users (id) { id -> Integer, ended_at -> BigInt }
        }
        diesel::table! {
            comments (id) {
                id -> Integer,
                parent_id -> Nullable<Integer>,
                post_id -> Integer,
                deleted_at -> Nullable<Timestamp>,
            }
        }
        diesel::joinable!(comments -> posts (post_id));
        diesel::allow_tables_to_appear_in_same_query!(posts, users, comments);
    }
}

pub struct UnixSeconds;

impl diesel_scopes::Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: chrono::DateTime<chrono::Utc>) -> i64 {
        at.timestamp()
    }
}

#[no_implicit_prelude]
mod no_prelude {
    ::diesel_scopes::soft_deletable! {
        super::schema::tables::posts (deleted or removed, clear (reason)) {
            cascade super::schema::tables::comments (post_id),
        }
        super::schema::tables::users (ended_at as super::UnixSeconds) {
            restrict super::schema::tables::posts (author_id),
            nullify super::schema::tables::posts (author_id),
        }
        super::schema::tables::comments (deleted_at) {
            cascade super::schema::tables::comments (parent_id),
        }
    }
}

fn without_prelude() {
    use self::schema::tables::{comments, posts, users};
    use diesel::prelude::*;
    use diesel_scopes::{prelude::*, restore, soft_delete};

    assert_sql!(
        posts::table
            .active()
            .inner_join(comments::table.active())
            .count(),
        "SELECT COUNT(*) FROM (`posts` INNER JOIN `comments` ON ((`comments`.`post_id` = `posts`.`id`) \
         AND `comments`.`deleted_at` IS NULL)) WHERE (`posts`.`deleted` = FALSE AND `posts`.`removed` = FALSE)"
    );
    assert_sql!(
        restore(posts::table.find(1)).shallow(),
        "UPDATE `posts` SET `deleted` = FALSE, `reason` = NULL WHERE (`posts`.`id` = ?) AND `posts`.`deleted` = TRUE"
    );
    assert_sql!(
        soft_delete(users::table).shallow(),
        "UPDATE `users` SET `ended_at` = ? WHERE `users`.`ended_at` = 0"
    );
}

mod all {
    pub mod tables {
        diesel::table! {
            people (id) {
                id -> Nullable<Integer>,
                account -> Text,
                deleted_at -> Nullable<Timestamp>,
                hidden -> Bool,
                is_deleted -> Bool,
                changed_at -> Timestamp,
                held -> Bool,
                why -> Nullable<Text>,
            }
        }
        diesel::table! {
            likes (id) {
                id -> Integer,
                person_id -> BigInt,
                account -> Nullable<Text>,
                kind -> Text,
                rank -> SmallInt,
                seen -> Nullable<Bool>,
            }
        }
        diesel::allow_tables_to_appear_in_same_query!(people, likes);
    }
}

#[deny(warnings, clippy::all, clippy::pedantic)]
#[no_implicit_prelude]
mod all_without_prelude {
    ::diesel_scopes::soft_deletable! {
        super::all::tables::people (
            deleted_at, also hidden, flag (is_deleted), touch (changed_at), hold (held),
            keep 4 weeks, unique (account), clear (why),
        ) {
            cascade super::all::tables::likes (person_id) where (kind = "it's", rank = -3, seen = false),
            nullify super::all::tables::likes (account -> account),
            restrict super::all::tables::likes (rank),
            remove super::all::tables::likes (person_id) where (kind = "x"),
        }
        super::all::tables::likes () {
            nullify super::all::tables::people (account -> kind, why -> account) only (why),
            cascade super::all::tables::likes (person_id),
        }
    }
}

fn all_options_and_edges_without_prelude() {
    use self::all::tables::people;
    use diesel::prelude::*;
    use diesel_scopes::{purge, restore, soft_delete};

    assert_sql!(
        soft_delete(people::table)
            .shallow()
            .set(people::why.eq("x")),
        "UPDATE `people` SET `why` = ?, `deleted_at` = ?, `is_deleted` = TRUE, `changed_at` = ? \
         WHERE `people`.`deleted_at` IS NULL"
    );
    assert_sql!(
        soft_delete(people::table).shallow().marking(people::hidden),
        "UPDATE `people` SET `hidden` = TRUE, `changed_at` = ? WHERE `people`.`hidden` = FALSE"
    );
    assert_sql!(
        restore(people::table).shallow(),
        "UPDATE `people` SET `deleted_at` = NULL, `why` = NULL, `is_deleted` = FALSE, \
         `changed_at` = ? WHERE `people`.`deleted_at` IS NOT NULL"
    );
    assert_sql!(
        purge(people::table).shallow().marking(people::hidden),
        "DELETE FROM `people` WHERE `people`.`hidden` = TRUE AND `people`.`held` IS NOT TRUE"
    );
}

fn tables_without_a_marker_join_scopes() {
    use self::all::tables::{likes, people};
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    diesel::table! {
        idols (id) { id -> Integer, deleted -> Bool }
    }
    diesel::table! {
        fans (id) { id -> Integer, idol_id -> Integer }
    }
    diesel::joinable!(fans -> idols (idol_id));
    diesel::allow_tables_to_appear_in_same_query!(fans, idols);
    diesel_scopes::soft_deletable! { idols (deleted) fans () }

    assert_sql!(
        fans::table.inner_join(idols::table.active()).count(),
        "SELECT COUNT(*) FROM (`fans` INNER JOIN `idols` ON \
         ((`fans`.`idol_id` = `idols`.`id`) AND `idols`.`deleted` = FALSE))"
    );
    assert_sql!(
        likes::table
            .left_join(people::table.active().on(likes::kind.eq(people::account)))
            .count(),
        "SELECT COUNT(*) FROM (`likes` LEFT OUTER JOIN `people` ON \
         ((`likes`.`kind` = `people`.`account`) AND `people`.`deleted_at` IS NULL))"
    );
}

#[allow(dead_code, unused_macros, non_camel_case_types)]
mod shadowed {
    pub mod tables {
        diesel::table! {
            notes (id) { id -> Integer, note_id -> Nullable<Integer>, deleted_at -> Nullable<Timestamp> }
        }
        diesel::table! {
            flags (id) { id -> Integer, note_id -> Integer, deleted -> Bool, why -> Nullable<Text> }
        }
    }

    mod core {}
    mod std {}
    mod diesel {}
    mod alloc {}
    mod prelude {}
    struct Option;
    struct Result;
    struct Some;
    struct None;
    struct Box;
    struct Vec;
    struct String;
    struct Bool;
    struct Nullable;
    struct Timestamp;
    struct Marker;
    struct Scoped;
    struct bool;
    struct usize;
    struct str;
    trait Copy {}
    trait Default {}
    trait Send {}
    trait From {}
    trait Expression {}
    trait JoinTo {}
    trait SoftDeletable {}
    macro_rules! compile_error {
        ($($tokens:tt)*) => {
            shadowed
        };
    }
    macro_rules! concat {
        ($($tokens:tt)*) => {
            shadowed
        };
    }
    macro_rules! stringify {
        ($($tokens:tt)*) => {
            shadowed
        };
    }
    macro_rules! table {
        ($($tokens:tt)*) => {
            shadowed
        };
    }
    macro_rules! soft_deletable {
        ($($tokens:tt)*) => {
            shadowed
        };
    }

    diesel_scopes::soft_deletable! {
        tables::notes (deleted_at) {
            cascade tables::notes (note_id),
            cascade tables::flags (note_id),
        }
        tables::flags (deleted, clear (why))
    }
}

fn names_shadowed() {
    use self::shadowed::tables::{flags, notes};
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    assert_sql!(
        notes::table.active().count(),
        "SELECT COUNT(*) FROM `notes` WHERE `notes`.`deleted_at` IS NULL"
    );
    assert_sql!(
        flags::table.deleted().count(),
        "SELECT COUNT(*) FROM `flags` WHERE `flags`.`deleted` = TRUE"
    );
}

#[deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unsafe_code,
    unused_qualifications,
    unused_results,
    single_use_lifetimes,
    trivial_casts,
    clippy::all,
    clippy::pedantic
)]
mod strict {
    //! Every lint that a careful user may have.

    diesel_scopes::table! {
        /// Notes.
        #[soft_delete(deleted_at, clear (why)) { cascade notes (parent_id) }]
        notes (id) {
            /// Id.
            id -> Integer,
            /// Parent.
            parent_id -> Nullable<Integer>,
            /// Deleted.
            deleted_at -> Nullable<Timestamp>,
            /// Why.
            why -> Nullable<Text>,
        }
    }
}

fn under_strict_lints() {
    use self::strict::notes;
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    assert_sql!(
        notes::table.active().count(),
        "SELECT COUNT(*) FROM `notes` WHERE `notes`.`deleted_at` IS NULL"
    );
}

mod paths {
    mod private {
        pub(in super::super) mod deep {
            diesel::table! { a (id) { id -> Integer, deleted -> Bool } }
            diesel::table! { b (id) { id -> Integer, deleted -> Bool } }
            diesel::table! { c (id) { id -> Integer, deleted -> Bool } }
            diesel::table! { d (id) { id -> Integer, deleted -> Bool } }
            mod inner {
                diesel_scopes::soft_deletable! { super::d (deleted) }
            }
            diesel_scopes::soft_deletable! { self::c (deleted) }
        }
        pub(super) use deep::a as renamed;
    }
    pub(super) use private::deep;
    diesel_scopes::soft_deletable! {
        private::renamed (deleted),
        crate::hygiene::paths::private::deep::b (deleted),
    }
}

fn path_forms() {
    use self::paths::deep::{a, b, c, d};
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    assert_sql!(
        a::table.active().count(),
        "SELECT COUNT(*) FROM `a` WHERE `a`.`deleted` = FALSE"
    );
    assert_sql!(
        b::table.active().count(),
        "SELECT COUNT(*) FROM `b` WHERE `b`.`deleted` = FALSE"
    );
    assert_sql!(
        c::table.active().count(),
        "SELECT COUNT(*) FROM `c` WHERE `c`.`deleted` = FALSE"
    );
    assert_sql!(
        d::table.active().count(),
        "SELECT COUNT(*) FROM `d` WHERE `d`.`deleted` = FALSE"
    );
}

fn inside_a_function() {
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    diesel::table! {
        beside (id) { id -> Integer, deleted -> Bool }
    }
    diesel_scopes::soft_deletable! { beside (deleted) }
    diesel_scopes::table! {
        #[soft_delete(deleted)]
        around (id) { id -> Integer, deleted -> Bool }
    }

    assert_sql!(
        beside::table.active().count(),
        "SELECT COUNT(*) FROM `beside` WHERE `beside`.`deleted` = FALSE"
    );
    assert_sql!(
        around::table.active().count(),
        "SELECT COUNT(*) FROM `around` WHERE `around`.`deleted` = FALSE"
    );
}

mod raw_identifiers {
    diesel::table! {
        r#type (id) { id -> Integer, r#match -> Nullable<Integer>, r#move -> Bool, r#fn -> Nullable<Text> }
    }
    diesel_scopes::soft_deletable! {
        r#type (r#move, clear (r#fn)) { cascade r#type (r#match) }
    }
    diesel_scopes::table! {
        #[soft_delete(r#move or r#async)]
        r#impl (id) { id -> Integer, r#move -> Bool, r#async -> Bool }
    }
}

fn with_raw_identifiers() {
    use self::raw_identifiers::{r#impl, r#type};
    use diesel::prelude::*;
    use diesel_scopes::{prelude::*, restore};

    assert_sql!(
        restore(r#type::table).shallow(),
        "UPDATE `type` SET `move` = FALSE, `fn` = NULL WHERE `type`.`move` = TRUE"
    );
    assert_sql!(
        r#impl::table.active().count(),
        "SELECT COUNT(*) FROM `impl` WHERE (`impl`.`move` = FALSE AND `impl`.`async` = FALSE)"
    );
}

mod prelude_columns {
    #![allow(non_camel_case_types, non_snake_case)]

    diesel::table! {
        items (id) {
            id -> Integer,
            Some -> Bool,
            None -> Bool,
            Option -> Nullable<Text>,
            Vec -> Nullable<Integer>,
            vec -> Nullable<Integer>,
            string -> Nullable<Text>,
            usize -> Nullable<Integer>,
            or -> Nullable<Text>,
            clear -> Nullable<Text>,
        }
    }
    diesel_scopes::soft_deletable! {
        items (Some or None, clear (Option, Vec, vec, string, usize, or, clear))
    }
    diesel_scopes::table! {
        #[soft_delete(clear or or, clear (cascade))]
        words (id) { id -> Integer, clear -> Bool, or -> Bool, cascade -> Nullable<Text> }
    }
}

fn columns_named_like_the_prelude() {
    use self::prelude_columns::{items, words};
    use diesel_scopes::restore;

    assert_sql!(
        restore(items::table),
        "UPDATE `items` SET `Some` = FALSE, `Option` = NULL, `Vec` = NULL, `vec` = NULL, `string` = NULL, \
         `usize` = NULL, `or` = NULL, `clear` = NULL WHERE `items`.`Some` = TRUE"
    );
    assert_sql!(
        restore(words::table),
        "UPDATE `words` SET `clear` = FALSE, `cascade` = NULL WHERE `words`.`clear` = TRUE"
    );
}

mod everything_of_diesel {
    pub mod types {
        #[derive(diesel::sql_types::SqlType)]
        #[diesel(sqlite_type(name = "Integer"))]
        pub struct Mood;
    }

    diesel_scopes::table! {
        use diesel::sql_types::*;
        use super::types::Mood;
        use diesel::sql_types::{Integer as Whole, Text as Words};

        /// A first line.
        #[soft_delete(deleted, clear (why)) { nullify second (shop_id, part) }]
        #[sql_name = "first_table"]
        #[allow(non_snake_case)]
        /// A last line.
        first (id, part,) {
            id -> Whole,
            #[sql_name = "part no"]
            /// The part.
            part -> Integer,
            mood -> Nullable<Mood>,
            #[sql_name = "is_deleted"]
            deleted -> Bool,
            #[max_length = 20]
            why -> Nullable<Words>,
        }
    }

    diesel_scopes::table! {
        #[sql_name = "second_table"]
        #[doc = "Told in"]
        #[doc = concat!("two ", "parts.")]
        #[soft_delete(deleted_at)]
        #[doc(hidden)]
        shop.second {
            id -> Integer,
            shop_id -> Nullable<Integer>,
            part -> Nullable<Integer>,
            deleted_at -> Nullable<Timestamp>
        }
    }
}

fn whatever_the_table_macro_of_diesel_takes() {
    use self::everything_of_diesel::{first, second};
    use diesel::prelude::*;
    use diesel_scopes::{prelude::*, restore};

    assert_sql!(
        restore(first::table.find((1, 2))).shallow(),
        "UPDATE `first_table` SET `is_deleted` = FALSE, `why` = NULL \
         WHERE ((`first_table`.`id` = ?) AND (`first_table`.`part no` = ?)) AND `first_table`.`is_deleted` = TRUE"
    );
    assert_sql!(
        second::table.active().count(),
        "SELECT COUNT(*) FROM `shop`.`second_table` WHERE `shop`.`second_table`.`deleted_at` IS NULL"
    );
}

mod long_documentation {
    diesel_scopes::table! {
        /// Line 1 of 140, in "quotes" and `code`.
        /// Line 2 of 140, in "quotes" and `code`.
        /// Line 3 of 140, in "quotes" and `code`.
        /// Line 4 of 140, in "quotes" and `code`.
        /// Line 5 of 140, in "quotes" and `code`.
        /// Line 6 of 140, in "quotes" and `code`.
        /// Line 7 of 140, in "quotes" and `code`.
        /// Line 8 of 140, in "quotes" and `code`.
        /// Line 9 of 140, in "quotes" and `code`.
        /// Line 10 of 140, in "quotes" and `code`.
        /// Line 11 of 140, in "quotes" and `code`.
        /// Line 12 of 140, in "quotes" and `code`.
        /// Line 13 of 140, in "quotes" and `code`.
        /// Line 14 of 140, in "quotes" and `code`.
        /// Line 15 of 140, in "quotes" and `code`.
        /// Line 16 of 140, in "quotes" and `code`.
        /// Line 17 of 140, in "quotes" and `code`.
        /// Line 18 of 140, in "quotes" and `code`.
        /// Line 19 of 140, in "quotes" and `code`.
        /// Line 20 of 140, in "quotes" and `code`.
        /// Line 21 of 140, in "quotes" and `code`.
        /// Line 22 of 140, in "quotes" and `code`.
        /// Line 23 of 140, in "quotes" and `code`.
        /// Line 24 of 140, in "quotes" and `code`.
        /// Line 25 of 140, in "quotes" and `code`.
        /// Line 26 of 140, in "quotes" and `code`.
        /// Line 27 of 140, in "quotes" and `code`.
        /// Line 28 of 140, in "quotes" and `code`.
        /// Line 29 of 140, in "quotes" and `code`.
        /// Line 30 of 140, in "quotes" and `code`.
        /// Line 31 of 140, in "quotes" and `code`.
        /// Line 32 of 140, in "quotes" and `code`.
        /// Line 33 of 140, in "quotes" and `code`.
        /// Line 34 of 140, in "quotes" and `code`.
        /// Line 35 of 140, in "quotes" and `code`.
        /// Line 36 of 140, in "quotes" and `code`.
        /// Line 37 of 140, in "quotes" and `code`.
        /// Line 38 of 140, in "quotes" and `code`.
        /// Line 39 of 140, in "quotes" and `code`.
        /// Line 40 of 140, in "quotes" and `code`.
        /// Line 41 of 140, in "quotes" and `code`.
        /// Line 42 of 140, in "quotes" and `code`.
        /// Line 43 of 140, in "quotes" and `code`.
        /// Line 44 of 140, in "quotes" and `code`.
        /// Line 45 of 140, in "quotes" and `code`.
        /// Line 46 of 140, in "quotes" and `code`.
        /// Line 47 of 140, in "quotes" and `code`.
        /// Line 48 of 140, in "quotes" and `code`.
        /// Line 49 of 140, in "quotes" and `code`.
        /// Line 50 of 140, in "quotes" and `code`.
        /// Line 51 of 140, in "quotes" and `code`.
        /// Line 52 of 140, in "quotes" and `code`.
        /// Line 53 of 140, in "quotes" and `code`.
        /// Line 54 of 140, in "quotes" and `code`.
        /// Line 55 of 140, in "quotes" and `code`.
        /// Line 56 of 140, in "quotes" and `code`.
        /// Line 57 of 140, in "quotes" and `code`.
        /// Line 58 of 140, in "quotes" and `code`.
        /// Line 59 of 140, in "quotes" and `code`.
        /// Line 60 of 140, in "quotes" and `code`.
        /// Line 61 of 140, in "quotes" and `code`.
        /// Line 62 of 140, in "quotes" and `code`.
        /// Line 63 of 140, in "quotes" and `code`.
        /// Line 64 of 140, in "quotes" and `code`.
        /// Line 65 of 140, in "quotes" and `code`.
        /// Line 66 of 140, in "quotes" and `code`.
        /// Line 67 of 140, in "quotes" and `code`.
        /// Line 68 of 140, in "quotes" and `code`.
        /// Line 69 of 140, in "quotes" and `code`.
        /// Line 70 of 140, in "quotes" and `code`.
        /// Line 71 of 140, in "quotes" and `code`.
        /// Line 72 of 140, in "quotes" and `code`.
        /// Line 73 of 140, in "quotes" and `code`.
        /// Line 74 of 140, in "quotes" and `code`.
        /// Line 75 of 140, in "quotes" and `code`.
        /// Line 76 of 140, in "quotes" and `code`.
        /// Line 77 of 140, in "quotes" and `code`.
        /// Line 78 of 140, in "quotes" and `code`.
        /// Line 79 of 140, in "quotes" and `code`.
        /// Line 80 of 140, in "quotes" and `code`.
        /// Line 81 of 140, in "quotes" and `code`.
        /// Line 82 of 140, in "quotes" and `code`.
        /// Line 83 of 140, in "quotes" and `code`.
        /// Line 84 of 140, in "quotes" and `code`.
        /// Line 85 of 140, in "quotes" and `code`.
        /// Line 86 of 140, in "quotes" and `code`.
        /// Line 87 of 140, in "quotes" and `code`.
        /// Line 88 of 140, in "quotes" and `code`.
        /// Line 89 of 140, in "quotes" and `code`.
        /// Line 90 of 140, in "quotes" and `code`.
        /// Line 91 of 140, in "quotes" and `code`.
        /// Line 92 of 140, in "quotes" and `code`.
        /// Line 93 of 140, in "quotes" and `code`.
        /// Line 94 of 140, in "quotes" and `code`.
        /// Line 95 of 140, in "quotes" and `code`.
        /// Line 96 of 140, in "quotes" and `code`.
        /// Line 97 of 140, in "quotes" and `code`.
        /// Line 98 of 140, in "quotes" and `code`.
        /// Line 99 of 140, in "quotes" and `code`.
        /// Line 100 of 140, in "quotes" and `code`.
        /// Line 101 of 140, in "quotes" and `code`.
        /// Line 102 of 140, in "quotes" and `code`.
        /// Line 103 of 140, in "quotes" and `code`.
        /// Line 104 of 140, in "quotes" and `code`.
        /// Line 105 of 140, in "quotes" and `code`.
        /// Line 106 of 140, in "quotes" and `code`.
        /// Line 107 of 140, in "quotes" and `code`.
        /// Line 108 of 140, in "quotes" and `code`.
        /// Line 109 of 140, in "quotes" and `code`.
        /// Line 110 of 140, in "quotes" and `code`.
        /// Line 111 of 140, in "quotes" and `code`.
        /// Line 112 of 140, in "quotes" and `code`.
        /// Line 113 of 140, in "quotes" and `code`.
        /// Line 114 of 140, in "quotes" and `code`.
        /// Line 115 of 140, in "quotes" and `code`.
        /// Line 116 of 140, in "quotes" and `code`.
        /// Line 117 of 140, in "quotes" and `code`.
        /// Line 118 of 140, in "quotes" and `code`.
        /// Line 119 of 140, in "quotes" and `code`.
        /// Line 120 of 140, in "quotes" and `code`.
        /// Line 121 of 140, in "quotes" and `code`.
        /// Line 122 of 140, in "quotes" and `code`.
        /// Line 123 of 140, in "quotes" and `code`.
        /// Line 124 of 140, in "quotes" and `code`.
        /// Line 125 of 140, in "quotes" and `code`.
        /// Line 126 of 140, in "quotes" and `code`.
        /// Line 127 of 140, in "quotes" and `code`.
        /// Line 128 of 140, in "quotes" and `code`.
        /// Line 129 of 140, in "quotes" and `code`.
        /// Line 130 of 140, in "quotes" and `code`.
        /// Line 131 of 140, in "quotes" and `code`.
        /// Line 132 of 140, in "quotes" and `code`.
        /// Line 133 of 140, in "quotes" and `code`.
        /// Line 134 of 140, in "quotes" and `code`.
        /// Line 135 of 140, in "quotes" and `code`.
        /// Line 136 of 140, in "quotes" and `code`.
        /// Line 137 of 140, in "quotes" and `code`.
        /// Line 138 of 140, in "quotes" and `code`.
        /// Line 139 of 140, in "quotes" and `code`.
        /// Line 140 of 140, in "quotes" and `code`.
        #[soft_delete(deleted)]
        before (id) { id -> Integer, deleted -> Bool }
    }

    diesel_scopes::table! {
        #[soft_delete(deleted)]
        /// Line 1 of 140, in "quotes" and `code`.
        /// Line 2 of 140, in "quotes" and `code`.
        /// Line 3 of 140, in "quotes" and `code`.
        /// Line 4 of 140, in "quotes" and `code`.
        /// Line 5 of 140, in "quotes" and `code`.
        /// Line 6 of 140, in "quotes" and `code`.
        /// Line 7 of 140, in "quotes" and `code`.
        /// Line 8 of 140, in "quotes" and `code`.
        /// Line 9 of 140, in "quotes" and `code`.
        /// Line 10 of 140, in "quotes" and `code`.
        /// Line 11 of 140, in "quotes" and `code`.
        /// Line 12 of 140, in "quotes" and `code`.
        /// Line 13 of 140, in "quotes" and `code`.
        /// Line 14 of 140, in "quotes" and `code`.
        /// Line 15 of 140, in "quotes" and `code`.
        /// Line 16 of 140, in "quotes" and `code`.
        /// Line 17 of 140, in "quotes" and `code`.
        /// Line 18 of 140, in "quotes" and `code`.
        /// Line 19 of 140, in "quotes" and `code`.
        /// Line 20 of 140, in "quotes" and `code`.
        /// Line 21 of 140, in "quotes" and `code`.
        /// Line 22 of 140, in "quotes" and `code`.
        /// Line 23 of 140, in "quotes" and `code`.
        /// Line 24 of 140, in "quotes" and `code`.
        /// Line 25 of 140, in "quotes" and `code`.
        /// Line 26 of 140, in "quotes" and `code`.
        /// Line 27 of 140, in "quotes" and `code`.
        /// Line 28 of 140, in "quotes" and `code`.
        /// Line 29 of 140, in "quotes" and `code`.
        /// Line 30 of 140, in "quotes" and `code`.
        /// Line 31 of 140, in "quotes" and `code`.
        /// Line 32 of 140, in "quotes" and `code`.
        /// Line 33 of 140, in "quotes" and `code`.
        /// Line 34 of 140, in "quotes" and `code`.
        /// Line 35 of 140, in "quotes" and `code`.
        /// Line 36 of 140, in "quotes" and `code`.
        /// Line 37 of 140, in "quotes" and `code`.
        /// Line 38 of 140, in "quotes" and `code`.
        /// Line 39 of 140, in "quotes" and `code`.
        /// Line 40 of 140, in "quotes" and `code`.
        /// Line 41 of 140, in "quotes" and `code`.
        /// Line 42 of 140, in "quotes" and `code`.
        /// Line 43 of 140, in "quotes" and `code`.
        /// Line 44 of 140, in "quotes" and `code`.
        /// Line 45 of 140, in "quotes" and `code`.
        /// Line 46 of 140, in "quotes" and `code`.
        /// Line 47 of 140, in "quotes" and `code`.
        /// Line 48 of 140, in "quotes" and `code`.
        /// Line 49 of 140, in "quotes" and `code`.
        /// Line 50 of 140, in "quotes" and `code`.
        /// Line 51 of 140, in "quotes" and `code`.
        /// Line 52 of 140, in "quotes" and `code`.
        /// Line 53 of 140, in "quotes" and `code`.
        /// Line 54 of 140, in "quotes" and `code`.
        /// Line 55 of 140, in "quotes" and `code`.
        /// Line 56 of 140, in "quotes" and `code`.
        /// Line 57 of 140, in "quotes" and `code`.
        /// Line 58 of 140, in "quotes" and `code`.
        /// Line 59 of 140, in "quotes" and `code`.
        /// Line 60 of 140, in "quotes" and `code`.
        /// Line 61 of 140, in "quotes" and `code`.
        /// Line 62 of 140, in "quotes" and `code`.
        /// Line 63 of 140, in "quotes" and `code`.
        /// Line 64 of 140, in "quotes" and `code`.
        /// Line 65 of 140, in "quotes" and `code`.
        /// Line 66 of 140, in "quotes" and `code`.
        /// Line 67 of 140, in "quotes" and `code`.
        /// Line 68 of 140, in "quotes" and `code`.
        /// Line 69 of 140, in "quotes" and `code`.
        /// Line 70 of 140, in "quotes" and `code`.
        /// Line 71 of 140, in "quotes" and `code`.
        /// Line 72 of 140, in "quotes" and `code`.
        /// Line 73 of 140, in "quotes" and `code`.
        /// Line 74 of 140, in "quotes" and `code`.
        /// Line 75 of 140, in "quotes" and `code`.
        /// Line 76 of 140, in "quotes" and `code`.
        /// Line 77 of 140, in "quotes" and `code`.
        /// Line 78 of 140, in "quotes" and `code`.
        /// Line 79 of 140, in "quotes" and `code`.
        /// Line 80 of 140, in "quotes" and `code`.
        /// Line 81 of 140, in "quotes" and `code`.
        /// Line 82 of 140, in "quotes" and `code`.
        /// Line 83 of 140, in "quotes" and `code`.
        /// Line 84 of 140, in "quotes" and `code`.
        /// Line 85 of 140, in "quotes" and `code`.
        /// Line 86 of 140, in "quotes" and `code`.
        /// Line 87 of 140, in "quotes" and `code`.
        /// Line 88 of 140, in "quotes" and `code`.
        /// Line 89 of 140, in "quotes" and `code`.
        /// Line 90 of 140, in "quotes" and `code`.
        /// Line 91 of 140, in "quotes" and `code`.
        /// Line 92 of 140, in "quotes" and `code`.
        /// Line 93 of 140, in "quotes" and `code`.
        /// Line 94 of 140, in "quotes" and `code`.
        /// Line 95 of 140, in "quotes" and `code`.
        /// Line 96 of 140, in "quotes" and `code`.
        /// Line 97 of 140, in "quotes" and `code`.
        /// Line 98 of 140, in "quotes" and `code`.
        /// Line 99 of 140, in "quotes" and `code`.
        /// Line 100 of 140, in "quotes" and `code`.
        /// Line 101 of 140, in "quotes" and `code`.
        /// Line 102 of 140, in "quotes" and `code`.
        /// Line 103 of 140, in "quotes" and `code`.
        /// Line 104 of 140, in "quotes" and `code`.
        /// Line 105 of 140, in "quotes" and `code`.
        /// Line 106 of 140, in "quotes" and `code`.
        /// Line 107 of 140, in "quotes" and `code`.
        /// Line 108 of 140, in "quotes" and `code`.
        /// Line 109 of 140, in "quotes" and `code`.
        /// Line 110 of 140, in "quotes" and `code`.
        /// Line 111 of 140, in "quotes" and `code`.
        /// Line 112 of 140, in "quotes" and `code`.
        /// Line 113 of 140, in "quotes" and `code`.
        /// Line 114 of 140, in "quotes" and `code`.
        /// Line 115 of 140, in "quotes" and `code`.
        /// Line 116 of 140, in "quotes" and `code`.
        /// Line 117 of 140, in "quotes" and `code`.
        /// Line 118 of 140, in "quotes" and `code`.
        /// Line 119 of 140, in "quotes" and `code`.
        /// Line 120 of 140, in "quotes" and `code`.
        /// Line 121 of 140, in "quotes" and `code`.
        /// Line 122 of 140, in "quotes" and `code`.
        /// Line 123 of 140, in "quotes" and `code`.
        /// Line 124 of 140, in "quotes" and `code`.
        /// Line 125 of 140, in "quotes" and `code`.
        /// Line 126 of 140, in "quotes" and `code`.
        /// Line 127 of 140, in "quotes" and `code`.
        /// Line 128 of 140, in "quotes" and `code`.
        /// Line 129 of 140, in "quotes" and `code`.
        /// Line 130 of 140, in "quotes" and `code`.
        /// Line 131 of 140, in "quotes" and `code`.
        /// Line 132 of 140, in "quotes" and `code`.
        /// Line 133 of 140, in "quotes" and `code`.
        /// Line 134 of 140, in "quotes" and `code`.
        /// Line 135 of 140, in "quotes" and `code`.
        /// Line 136 of 140, in "quotes" and `code`.
        /// Line 137 of 140, in "quotes" and `code`.
        /// Line 138 of 140, in "quotes" and `code`.
        /// Line 139 of 140, in "quotes" and `code`.
        /// Line 140 of 140, in "quotes" and `code`.
        behind (id) { id -> Integer, deleted -> Bool }
    }
}

fn under_long_documentation() {
    use self::long_documentation::{before, behind};
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    assert_sql!(
        before::table.active().count(),
        "SELECT COUNT(*) FROM `before` WHERE `before`.`deleted` = FALSE"
    );
    assert_sql!(
        behind::table.active().count(),
        "SELECT COUNT(*) FROM `behind` WHERE `behind`.`deleted` = FALSE"
    );
}

mod commas {
    diesel::table! { a (id) { id -> Integer, deleted -> Bool, why -> Nullable<Text> } }
    diesel::table! { b (id) { id -> Integer, a_id -> Integer, deleted -> Bool } }
    diesel::table! { c (id) { id -> Integer, deleted -> Bool } }
    diesel::table! { d (id) { id -> Integer, deleted -> Bool, removed -> Bool } }
    diesel_scopes::soft_deletable! {
        a (deleted, clear (why,),) { cascade b (a_id,), },
        b (deleted,) {}
        c (deleted),
        d (deleted or removed,),
    }
    diesel_scopes::soft_deletable! {}
}

fn commas_in_every_place() {
    use self::commas::{a, b, c, d};
    use diesel_scopes::soft_delete;

    assert_sql!(
        soft_delete(a::table).shallow(),
        "UPDATE `a` SET `deleted` = TRUE WHERE `a`.`deleted` = FALSE"
    );
    assert_sql!(
        soft_delete(b::table),
        "UPDATE `b` SET `deleted` = TRUE WHERE `b`.`deleted` = FALSE"
    );
    assert_sql!(
        soft_delete(c::table),
        "UPDATE `c` SET `deleted` = TRUE WHERE `c`.`deleted` = FALSE"
    );
    assert_sql!(
        soft_delete(d::table).marking(d::removed),
        "UPDATE `d` SET `removed` = TRUE WHERE `d`.`removed` = FALSE"
    );
}

mod local_types {
    #[allow(unused_imports)]
    use diesel::sql_types::{Bool, Integer, Nullable, Text, Timestamp};

    diesel_scopes::table! {
        #[soft_delete(deleted_at)]
        imported (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
    }
}

fn types_imported_beside_the_table() {
    use self::local_types::imported;
    use diesel::prelude::*;
    use diesel_scopes::prelude::*;

    assert_sql!(
        imported::table.active().count(),
        "SELECT COUNT(*) FROM `imported` WHERE `imported`.`deleted_at` IS NULL"
    );
}
