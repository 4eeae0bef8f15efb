//! The methods that users type.

use diesel::query_builder::AsQuery;

use super::any_row::AnyRow;
use super::name::Scope;
use super::predicate::InScope;
use super::scoped::Scoped;
use super::source::ScopeSource;
use super::types;

/// The scopes of a table, or of an alias of one.
///
/// Implemented for all tables and aliases, so that the compiler can say what is wrong;
/// the methods take the tables that [`soft_deletable!`](crate::soft_deletable) declared,
/// and their aliases. Of a query (`posts::table.find(1)`, `Model::query()`,
/// `Model::belonging_to(…)`) the same is written `.filter(posts::table.is_active())`.
pub trait ScopeDsl: AsQuery {
    /// The rows that are not deleted.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = posts::table.active().select(posts::title);
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NULL
    /// // MySQL, SQLite:
    /// "SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NULL"
    /// # );
    /// let query = communities::table.active().select(communities::id);
    /// # assert_sqlite!(query,
    /// "SELECT `communities`.`id` FROM `communities` \
    ///  WHERE (`communities`.`deleted` = FALSE AND `communities`.`removed` = FALSE)"
    /// # );
    /// # }
    /// ```
    ///
    /// As the argument of a join the predicate goes to `ON`:
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = users::table.active().left_join(posts::table.active()).count();
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM (`users` LEFT OUTER JOIN `posts` ON \
    ///  ((`posts`.`author_id` = `users`.`id`) AND `posts`.`deleted_at` IS NULL)) \
    ///  WHERE `users`.`deleted_at` IS NULL"
    /// # );
    /// # }
    /// ```
    ///
    /// The table on the left has to be declared too, if only as `likes ()`: of one that is
    /// not, Diesel says that it "cannot join `Scoped<…>` to `likes::table` due to missing
    /// relation", and asks for the `joinable!` that is there. With `.on(…)`, or with
    /// `.filter(posts::table.is_active())` behind an inner join of the tables, it need not.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// diesel::table! {
    ///     likes (id) { id -> Integer, post_id -> Integer }
    /// }
    /// diesel::joinable!(likes -> posts (post_id));
    /// diesel::allow_tables_to_appear_in_same_query!(likes, posts);
    /// diesel_scopes::soft_deletable! { likes () }
    ///
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = likes::table.inner_join(posts::table.active()).count();
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM (`likes` INNER JOIN `posts` ON \
    ///  ((`likes`.`post_id` = `posts`.`id`) AND `posts`.`deleted_at` IS NULL))"
    /// # );
    /// # }
    /// ```
    fn active(self) -> types::Active<Self>
    where
        Self: ScopeSource,
    {
        Scoped::new(self, self.active_rows())
    }

    /// The rows that are deleted.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = posts::table.deleted().select(posts::title);
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
    /// // MySQL, SQLite:
    /// "SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NOT NULL"
    /// # );
    /// # }
    /// ```
    fn deleted(self) -> types::Deleted<Self>
    where
        Self: ScopeSource,
    {
        Scoped::new(self, self.deleted_rows())
    }

    /// All rows, deleted or not: the table as it is, said aloud.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = posts::table.all_rows().select(posts::title);
    /// # #[cfg(not(feature = "guard"))]
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT "posts"."title" FROM "posts"
    /// // MySQL, SQLite:
    /// "SELECT `posts`.`title` FROM `posts`"
    /// # );
    /// # #[cfg(feature = "guard")]
    /// # assert_sqlite!(query,
    /// // With the feature `guard`, for a guard to see:
    /// "SELECT `posts`.`title` FROM `posts` WHERE ('all rows of posts' = 'all rows of posts')"
    /// # );
    /// # }
    /// ```
    fn all_rows(self) -> types::AllRows<Self>
    where
        Self: ScopeSource,
    {
        Scoped::new(self, AnyRow::new(self.active_rows()))
    }

    /// The rows of a scope that is chosen at run time.
    ///
    /// The text of the statement depends on the scope, so its prepared statement
    /// is looked up by text and not by type.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::Scope;
    ///
    /// let scope = "deleted".parse::<Scope>().unwrap();
    /// let query = posts::table.in_scope(scope).select(posts::title);
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL
    /// // MySQL, SQLite:
    /// "SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NOT NULL"
    /// # );
    /// let query = posts::table.in_scope(Scope::All).select(posts::title);
    /// # #[cfg(not(feature = "guard"))]
    /// # assert_sqlite!(query,
    /// "SELECT `posts`.`title` FROM `posts` WHERE TRUE"
    /// # );
    /// # }
    /// ```
    fn in_scope(self, scope: Scope) -> types::InScope<Self>
    where
        Self: ScopeSource,
    {
        Scoped::new(
            self,
            InScope::new(self.active_rows(), self.deleted_rows(), scope),
        )
    }

    /// Whether the row is not deleted, as a predicate: for `filter`,
    /// `case_when`, `select`, and wherever else Diesel takes a Boolean expression.
    ///
    /// On an outer join prefer the scope as the join's target: a predicate in
    /// `WHERE` removes the rows of the left side too. Of what the join has not found a
    /// flag is NULL, and so is this; [`is_not_deleted`](ScopeDsl::is_not_deleted) is true.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = posts::table
    ///     .filter(posts::title.eq("a"))
    ///     .or_filter(posts::title.eq("b"))
    ///     .filter(posts::table.is_active())
    ///     .count();
    /// # assert_sqlite!(query,
    /// // PostgreSQL:  … WHERE ((("posts"."title" = $1) OR ("posts"."title" = $2)) AND ("posts"."deleted_at" IS NULL))
    /// // MySQL, SQLite:
    /// "SELECT COUNT(*) FROM `posts` WHERE (((`posts`.`title` = ?) OR (`posts`.`title` = ?)) \
    ///  AND (`posts`.`deleted_at` IS NULL))"
    /// # );
    /// # }
    /// ```
    fn is_active(self) -> types::IsActive<Self>
    where
        Self: ScopeSource,
    {
        self.is_active_row()
    }

    /// Whether the row is deleted, as a predicate.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = posts::table.select(posts::table.is_deleted());
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT ("posts"."deleted_at" IS NOT NULL) FROM "posts"
    /// // MySQL, SQLite:
    /// "SELECT (`posts`.`deleted_at` IS NOT NULL) FROM `posts`"
    /// # );
    /// # }
    /// ```
    fn is_deleted(self) -> types::IsDeleted<Self>
    where
        Self: ScopeSource,
    {
        self.is_deleted_row()
    }

    /// Whether the row is not deleted, or not there: behind an outer join this is
    /// also true of what the join did not find, where a flag is NULL and so neither
    /// TRUE nor FALSE. Can be selected there, as it is never NULL.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = communities::table.select(communities::table.is_not_deleted());
    /// # assert_sqlite!(query,
    /// // PostgreSQL: SELECT (("communities"."deleted" = TRUE) IS NOT TRUE AND ("communities"."removed" = TRUE) IS NOT TRUE)
    /// //             FROM "communities"
    /// // MySQL, SQLite:
    /// "SELECT ((`communities`.`deleted` = TRUE) IS NOT TRUE AND (`communities`.`removed` = TRUE) IS NOT TRUE) \
    ///  FROM `communities`"
    /// # );
    /// // NULL is what is active, and what is not there.
    /// let query = users::table
    ///     .left_join(posts::table)
    ///     .filter(posts::table.is_not_deleted())
    ///     .select(users::id);
    /// # assert_sqlite!(query,
    /// "SELECT `users`.`id` FROM (`users` LEFT OUTER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) \
    ///  WHERE (`posts`.`deleted_at` IS NULL)"
    /// # );
    /// # }
    /// ```
    fn is_not_deleted(self) -> types::IsNotDeleted<Self>
    where
        Self: ScopeSource,
    {
        self.is_not_deleted_row()
    }

    /// Whether the row is in a scope that is chosen at run time, as a predicate.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::Scope;
    ///
    /// let query = posts::table.filter(posts::table.is_in(Scope::Deleted)).count();
    /// # assert_sqlite!(query,
    /// // PostgreSQL:      SELECT COUNT(*) FROM "posts" WHERE ("posts"."deleted_at" IS NOT NULL)
    /// // MySQL, SQLite:
    /// "SELECT COUNT(*) FROM `posts` WHERE (`posts`.`deleted_at` IS NOT NULL)"
    /// # );
    /// let query = posts::table.filter(posts::table.is_in(Scope::All)).count();
    /// # #[cfg(not(feature = "guard"))]
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM `posts` WHERE TRUE"
    /// # );
    /// # }
    /// ```
    fn is_in(self, scope: Scope) -> types::IsIn<Self>
    where
        Self: ScopeSource,
    {
        InScope::new(self.is_active_row(), self.is_deleted_row(), scope)
    }
}

// Tables and aliases are `Default`, and queries are not: those have methods of their own.
impl<T: AsQuery + Default> ScopeDsl for T {}
