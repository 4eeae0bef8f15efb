//! Several tables at once: `(users::table, posts::table).is_active()`.

use super::predicate::{Both, Group};
use super::source::{ScopeSource, nested};

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
pub(super) use for_tuples;

for_tuples!(joint_source);
