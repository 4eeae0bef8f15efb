//! What a scope can be taken of: a declared table, or an alias of one.

use diesel::query_source::{Alias, AliasSource, AliasedField, Column};

use super::predicate::{Both, Either, Group, Marked, NotMarked, Unmarked};
use crate::declare::{Declared, MarkerColumn, SoftDeletable, WithMarker, asked_of_the_kind};

/// Turns a column of a table into the same column of the table or of an alias.
pub trait FieldOf<C> {
    type Field: Copy;
    fn field_of(&self, column: C) -> Self::Field;
}

impl<T, C> FieldOf<C> for T
where
    T: SoftDeletable,
    C: Column<Table = T> + Copy,
{
    type Field = C;
    fn field_of(&self, column: C) -> C {
        column
    }
}

impl<S, C> FieldOf<C> for Alias<S>
where
    S: AliasSource + Copy,
    C: Column<Table = S::Target> + Copy,
{
    type Field = AliasedField<S, C>;
    fn field_of(&self, column: C) -> AliasedField<S, C> {
        self.field(column)
    }
}

/// A declared table, or an alias of one: what scopes can be taken of.
///
/// Implemented for these, and for nothing else. The methods that one calls are those of
/// [`ScopeDsl`](crate::ScopeDsl).
#[diagnostic::on_unimplemented(
    message = "this is not a table that is declared as soft-deletable, nor an alias of one",
    label = "declare the table once, beside the schema: `diesel_scopes::soft_deletable! {{ my_table \
             (deleted_at) }}`",
    note = "a scope is taken of a table or an alias. Of a query (`.filter(…)`, `.find(…)`, `.into_boxed()`, \
            `Model::query()`, `belonging_to(…)`) write `.filter(my_table::table.is_active())`"
)]
pub trait ScopeSource: Copy + Default {
    /// The declared table.
    type Declared: SoftDeletable;
    /// The predicate of active rows, where it only ever stands under `AND`.
    type Active: Copy;
    /// The predicate of deleted rows, where it only ever stands under `AND`.
    type Deleted: Copy;
    /// The predicate of active rows, as an operand of anything.
    type IsActive: Copy;
    /// The predicate of deleted rows, as an operand of anything.
    type IsDeleted: Copy;
    /// The predicate of rows that are not deleted, or not there.
    type IsNotDeleted: Copy;

    /// What [`active`](crate::ScopeDsl::active) narrows by.
    fn active_rows(&self) -> Self::Active;
    /// What [`deleted`](crate::ScopeDsl::deleted) narrows by.
    fn deleted_rows(&self) -> Self::Deleted;
    /// What [`is_active`](crate::ScopeDsl::is_active) returns.
    fn is_active_row(&self) -> Self::IsActive;
    /// What [`is_deleted`](crate::ScopeDsl::is_deleted) returns.
    fn is_deleted_row(&self) -> Self::IsDeleted;
    /// What [`is_not_deleted`](crate::ScopeDsl::is_not_deleted) returns.
    fn is_not_deleted_row(&self) -> Self::IsNotDeleted;
}

asked_of_the_kind! {
    /// What a table `T` of this kind says of a row of `Src`.
    pub trait Scopes<T, Src> {
        type Declared: SoftDeletable;
        type Markers: MarkerList<Src>;
    }
}

impl<T, Src> Scopes<T, Src> for WithMarker
where
    T: SoftDeletable<Markers: MarkerList<Src>>,
{
    type Declared = T;
    type Markers = T::Markers;
}

/// The markers of the table `T`, for rows of `Src`.
type Listed<T, Src> = <<T as Declared>::Kind as Scopes<T, Src>>::Markers;

macro_rules! scope_source {
    ($source:ty, $declared:ty, [$($generics:tt)*], [$($bounds:tt)*]) => {
        impl<$($generics)*> ScopeSource for $source
        where
            $($bounds)*
            $declared: Declared<Kind: Scopes<$declared, Self>>,
        {
            type Declared =
                <<$declared as Declared>::Kind as Scopes<$declared, Self>>::Declared;
            type Active = <Listed<$declared, Self> as MarkerList<Self>>::Active;
            type Deleted = <Listed<$declared, Self> as MarkerList<Self>>::Deleted;
            type IsActive = <Listed<$declared, Self> as MarkerList<Self>>::IsActive;
            type IsDeleted = <Listed<$declared, Self> as MarkerList<Self>>::IsDeleted;
            type IsNotDeleted = <Listed<$declared, Self> as MarkerList<Self>>::IsNotDeleted;

            fn active_rows(&self) -> Self::Active {
                <Listed<$declared, Self> as MarkerList<Self>>::active(self)
            }
            fn deleted_rows(&self) -> Self::Deleted {
                <Listed<$declared, Self> as MarkerList<Self>>::deleted(self)
            }
            fn is_active_row(&self) -> Self::IsActive {
                <Listed<$declared, Self> as MarkerList<Self>>::is_active(self)
            }
            fn is_deleted_row(&self) -> Self::IsDeleted {
                <Listed<$declared, Self> as MarkerList<Self>>::is_deleted(self)
            }
            fn is_not_deleted_row(&self) -> Self::IsNotDeleted {
                <Listed<$declared, Self> as MarkerList<Self>>::is_not_deleted(self)
            }
        }
    };
}

scope_source!(T, T, [T: Copy + Default], []);
scope_source!(Alias<S>, S::Target, [S], [S: AliasSource + Copy + Default,]);

/// The markers of a table, as a tuple of columns: what they say of a row of `Src`.
pub trait MarkerList<Src> {
    type Active: Copy;
    type Deleted: Copy;
    type IsActive: Copy;
    type IsDeleted: Copy;
    type IsNotDeleted: Copy;
    fn active(source: &Src) -> Self::Active;
    fn deleted(source: &Src) -> Self::Deleted;
    fn is_active(source: &Src) -> Self::IsActive;
    fn is_deleted(source: &Src) -> Self::IsDeleted;
    fn is_not_deleted(source: &Src) -> Self::IsNotDeleted;
}

type UnmarkedIn<Src, C> = Unmarked<<Src as FieldOf<C>>::Field, <C as MarkerColumn>::Marker>;
type MarkedIn<Src, C> = Marked<<Src as FieldOf<C>>::Field, <C as MarkerColumn>::Marker>;

type NotMarkedIn<Src, C> = NotMarked<<Src as FieldOf<C>>::Field, <C as MarkerColumn>::Marker>;

fn unmarked_in<Src: FieldOf<C>, C: MarkerColumn>(source: &Src) -> UnmarkedIn<Src, C> {
    Unmarked::new(source.field_of(C::default()))
}

fn marked_in<Src: FieldOf<C>, C: MarkerColumn>(source: &Src) -> MarkedIn<Src, C> {
    Marked::new(source.field_of(C::default()))
}

fn not_marked_in<Src: FieldOf<C>, C: MarkerColumn>(source: &Src) -> NotMarkedIn<Src, C> {
    NotMarked::new(source.field_of(C::default()))
}

impl<Src, A> MarkerList<Src> for (A,)
where
    A: MarkerColumn,
    Src: FieldOf<A>,
{
    type Active = UnmarkedIn<Src, A>;
    type Deleted = MarkedIn<Src, A>;
    type IsActive = Group<UnmarkedIn<Src, A>>;
    type IsDeleted = Group<MarkedIn<Src, A>>;
    type IsNotDeleted = Group<NotMarkedIn<Src, A>>;

    fn active(source: &Src) -> Self::Active {
        unmarked_in(source)
    }
    fn deleted(source: &Src) -> Self::Deleted {
        marked_in(source)
    }
    fn is_active(source: &Src) -> Self::IsActive {
        Group::new(unmarked_in(source))
    }
    fn is_deleted(source: &Src) -> Self::IsDeleted {
        Group::new(marked_in(source))
    }
    fn is_not_deleted(source: &Src) -> Self::IsNotDeleted {
        Group::new(not_marked_in(source))
    }
}

/// `nested!(Both, a, b, c)` is `Both<a, Both<b, c>>`; the same with values.
macro_rules! nested {
    (type $node:ident, $last:ty) => { $last };
    (type $node:ident, $first:ty, $($rest:ty),+) => {
        $node<$first, nested!(type $node, $($rest),+)>
    };
    (new $node:ident, $last:expr) => { $last };
    (new $node:ident, $first:expr, $($rest:expr),+) => {
        $node::new($first, nested!(new $node, $($rest),+))
    };
}
pub(super) use nested;

/// Several markers: their predicates come in parentheses of their own.
macro_rules! several_markers {
    ($($marker:ident)+) => {
        impl<Src, $($marker),+> MarkerList<Src> for ($($marker,)+)
        where
            $($marker: MarkerColumn,)+
            Src: $(FieldOf<$marker> +)+,
        {
            type Active = Group<nested!(type Both, $(UnmarkedIn<Src, $marker>),+)>;
            type Deleted = Group<nested!(type Either, $(MarkedIn<Src, $marker>),+)>;
            type IsActive = Self::Active;
            type IsDeleted = Self::Deleted;
            type IsNotDeleted = Group<nested!(type Both, $(NotMarkedIn<Src, $marker>),+)>;

            fn active(source: &Src) -> Self::Active {
                Group::new(nested!(new Both, $(unmarked_in::<Src, $marker>(source)),+))
            }
            fn deleted(source: &Src) -> Self::Deleted {
                Group::new(nested!(new Either, $(marked_in::<Src, $marker>(source)),+))
            }
            fn is_active(source: &Src) -> Self::IsActive {
                Self::active(source)
            }
            fn is_deleted(source: &Src) -> Self::IsDeleted {
                Self::deleted(source)
            }
            fn is_not_deleted(source: &Src) -> Self::IsNotDeleted {
                Group::new(nested!(new Both, $(not_marked_in::<Src, $marker>(source)),+))
            }
        }
    };
}

several_markers!(A B);
several_markers!(A B C);
several_markers!(A B C D);
several_markers!(A B C D E);
several_markers!(A B C D E F);

/// A marker column, of a table or of an alias.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a soft-delete marker",
    label = "not a marker column, nor a marker column of an alias",
    note = "`marked(…)` and `unmarked(…)` take a column that a `soft_deletable!` declaration names as \
            a marker, or `my_alias.field(column)` of such a column"
)]
pub trait MarkerField: Copy {
    /// The marker of the column, as at [`MarkerColumn::Marker`].
    type Marker;
}

impl<C: MarkerColumn> MarkerField for C {
    type Marker = C::Marker;
}

impl<S, C> MarkerField for AliasedField<S, C>
where
    S: AliasSource<Target = C::Table> + Copy,
    C: MarkerColumn,
{
    type Marker = C::Marker;
}
