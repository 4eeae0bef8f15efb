//! Several tables at once: `(users::table, posts::table).is_active()`.

use super::name::Scope;
use super::predicate::{Both, Group, InScope};
use super::source::{ScopeSource, nested};

/// The scopes of several tables at once, as a predicate over their join.
///
/// Implemented for tuples of up to eight tables and aliases.
pub trait JointScopeDsl: Sized {
    /// Whether none of the rows is deleted.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = users::table
    ///     .inner_join(posts::table)
    ///     .filter((users::table, posts::table).is_active())
    ///     .count();
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM (`users` INNER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) \
    ///  WHERE (`users`.`deleted_at` IS NULL AND `posts`.`deleted_at` IS NULL)"
    /// # );
    /// # }
    /// ```
    fn is_active<P>(self) -> P
    where
        Self: JointSource<Active = P>,
    {
        self.all_active()
    }

    /// Whether all of the rows are deleted.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = users::table
    ///     .inner_join(posts::table)
    ///     .filter((users::table, posts::table).is_deleted())
    ///     .count();
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM (`users` INNER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) \
    ///  WHERE (`users`.`deleted_at` IS NOT NULL AND `posts`.`deleted_at` IS NOT NULL)"
    /// # );
    /// # }
    /// ```
    fn is_deleted<P>(self) -> P
    where
        Self: JointSource<Deleted = P>,
    {
        self.all_deleted()
    }

    /// Whether none of the rows is deleted, where some may not be there, as behind
    /// outer joins.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let query = users::table
    ///     .left_join(posts::table)
    ///     .filter((users::table, posts::table).is_not_deleted())
    ///     .select(users::id);
    /// # assert_sqlite!(query,
    /// "SELECT `users`.`id` FROM (`users` LEFT OUTER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) \
    ///  WHERE ((`users`.`deleted_at` IS NULL) AND (`posts`.`deleted_at` IS NULL))"
    /// # );
    /// # }
    /// ```
    fn is_not_deleted<P>(self) -> P
    where
        Self: JointSource<NotDeleted = P>,
    {
        self.none_deleted()
    }

    /// Whether all of the rows are in a scope that is chosen at run time.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::Scope;
    ///
    /// let query = users::table
    ///     .inner_join(posts::table)
    ///     .filter((users::table, posts::table).is_in(Scope::Active))
    ///     .count();
    /// # assert_sqlite!(query,
    /// "SELECT COUNT(*) FROM (`users` INNER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) \
    ///  WHERE (`users`.`deleted_at` IS NULL AND `posts`.`deleted_at` IS NULL)"
    /// # );
    /// # }
    /// ```
    fn is_in<A, D>(self, scope: Scope) -> InScope<A, D>
    where
        Self: JointSource<Active = A, Deleted = D>,
    {
        InScope::new(self.all_active(), self.all_deleted(), scope)
    }
}

/// What has a predicate of active and of deleted rows: a declared table, an
/// alias of one, or a tuple of these.
#[diagnostic::on_unimplemented(
    message = "not all of these are tables that are declared as soft-deletable, or aliases of such",
    label = "a table in here has no scopes",
    note = "declare the tables once, beside the schema: `diesel_scopes::soft_deletable! {{ my_table \
            (deleted_at) }}`"
)]
pub trait PredicateSource: Sized {
    type IsActive;
    type IsDeleted;
    type IsNotDeleted;
    fn active_of(self) -> Self::IsActive;
    fn deleted_of(self) -> Self::IsDeleted;
    fn not_deleted_of(self) -> Self::IsNotDeleted;
}

impl<T: ScopeSource> PredicateSource for T {
    type IsActive = T::IsActive;
    type IsDeleted = T::IsDeleted;
    type IsNotDeleted = T::IsNotDeleted;
    fn active_of(self) -> Self::IsActive {
        self.is_active_row()
    }
    fn deleted_of(self) -> Self::IsDeleted {
        self.is_deleted_row()
    }
    fn not_deleted_of(self) -> Self::IsNotDeleted {
        self.is_not_deleted_row()
    }
}

/// A tuple of declared tables and aliases.
pub trait JointSource: Copy {
    type Active;
    type Deleted;
    type NotDeleted;
    fn all_active(self) -> Self::Active;
    fn all_deleted(self) -> Self::Deleted;
    fn none_deleted(self) -> Self::NotDeleted;
}

macro_rules! joint_source {
    ($($source:ident)+) => {
        impl<$($source),+> JointScopeDsl for ($($source,)+) {}

        impl<$($source: ScopeSource),+> PredicateSource for ($($source,)+) {
            type IsActive = <Self as JointSource>::Active;
            type IsDeleted = <Self as JointSource>::Deleted;
            type IsNotDeleted = <Self as JointSource>::NotDeleted;
            fn active_of(self) -> Self::IsActive {
                self.all_active()
            }
            fn deleted_of(self) -> Self::IsDeleted {
                self.all_deleted()
            }
            fn not_deleted_of(self) -> Self::IsNotDeleted {
                self.none_deleted()
            }
        }

        impl<$($source: ScopeSource),+> JointSource for ($($source,)+) {
            type Active = Group<nested!(type Both, $($source::Active),+)>;
            type Deleted = Group<nested!(type Both, $($source::Deleted),+)>;
            type NotDeleted = Group<nested!(type Both, $($source::IsNotDeleted),+)>;
            #[allow(non_snake_case)]
            fn all_active(self) -> <Self as JointSource>::Active {
                let ($($source,)+) = self;
                Group::new(nested!(new Both, $($source.active_rows()),+))
            }
            #[allow(non_snake_case)]
            fn all_deleted(self) -> <Self as JointSource>::Deleted {
                let ($($source,)+) = self;
                Group::new(nested!(new Both, $($source.deleted_rows()),+))
            }
            #[allow(non_snake_case)]
            fn none_deleted(self) -> Self::NotDeleted {
                let ($($source,)+) = self;
                Group::new(nested!(new Both, $($source.is_not_deleted_row()),+))
            }
        }
    };
}

/// Does the same for tuples of each length.
macro_rules! for_tuples {
    ($each:ident) => {
        $each!(A);
        $each!(A B);
        $each!(A B C);
        $each!(A B C D);
        $each!(A B C D E);
        $each!(A B C D E F);
        $each!(A B C D E F G);
        $each!(A B C D E F G H);
    };
}
for_tuples!(joint_source);
