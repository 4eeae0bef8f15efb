//! The blog over real HTTP: the program is started on a database of its own, and
//! stopped with SIGTERM in the end.
//!
//! `tests/run.sh -- cargo test -p blog` starts the servers. A backend without one
//! is skipped, which is a failure if `CI` is `true`. The browser's tests need
//! `chromium` and `chromedriver`.

mod answer;
mod browser;
mod cases;
mod database;
mod journal;
mod purge;
mod server;
mod sql;

use crate::database::Backend;

/// Runs the cases on each backend: `sqlite::lists_posts`, and so on.
macro_rules! on_each_backend {
    ($($module:ident :: $case:ident),* $(,)?) => {
        on_each_backend! { @backend sqlite Sqlite $($module::$case)* }
        on_each_backend! { @backend postgresql Postgresql $($module::$case)* }
        on_each_backend! { @backend mariadb Mariadb $($module::$case)* }
        on_each_backend! { @backend mysql Mysql $($module::$case)* }
    };
    (@backend $name:ident $backend:ident $($module:ident :: $case:ident)*) => {
        mod $name {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
            async fn $case() {
                let Some(database) = crate::Backend::$backend.create().await else { return };
                crate::$module::$case(&database).await;
                database.discard().await;
            })*
        }
    };
}

on_each_backend! {
    cases::lists_posts,
    cases::shows_a_post,
    cases::writes_and_edits_posts,
    cases::deletes_a_post_once,
    cases::restores_a_post,
    cases::removes_a_post_for_good,
    cases::deletes_and_restores_many_posts,
    cases::previews_and_deletes_a_user,
    cases::restores_a_user,
    cases::shows_the_trash,
    cases::documents_itself,
    cases::says_what_is_wrong_with_its_schema,
    cases::refuses_bad_input,
    cases::two_clients_delete_the_same_user,
    cases::an_exhausted_pool_is_503,
    cases::stops_gracefully,
    cases::starts_again_where_it_stopped,
    journal::lists_what_was_done,
    journal::undoes_a_deletion,
    journal::undoes_a_restore_and_an_undo,
    journal::refuses_to_undo,
    journal::leaves_what_was_changed_since,
    journal::joins_an_old_blog,
    purge::purges_the_trash,
    purge::purges_every_night,
    browser::clicks_through,
}
