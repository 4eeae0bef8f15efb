//! The columns of a whole row, for the journal.

/// A column, as the journal writes its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "journal"), allow(dead_code))]
pub struct ColumnInfo {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
}

/// What the values of a column are to JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "journal"), allow(dead_code))]
pub(crate) enum Shape {
    /// Numbers or texts.
    Plain,
    /// Numbers that SQLite shortens in JSON.
    Real,
    /// Days, which MySQL takes for times where they are binds.
    Date,
    /// Points in time, and times of a day: MariaDB writes as many digits as a value came with.
    Timestamp,
    Time,
    /// Times with a zone, which PostgreSQL writes in that of the session.
    Zoned,
    /// Bytes.
    Binary,
    /// There is no telling.
    Unknown,
}

/// All columns of a table, as a tuple.
pub trait RowColumns {
    fn columns() -> Vec<ColumnInfo>;
}

#[cfg(not(feature = "journal"))]
impl<T> RowColumns for T {
    fn columns() -> Vec<ColumnInfo> {
        Vec::new()
    }
}

#[cfg(feature = "journal")]
pub(crate) use self::tuples::column_info;

#[cfg(feature = "journal")]
mod tuples {
    use std::any::TypeId;

    use diesel::query_source::Column;
    use diesel::sql_types::{
        BigInt, Binary, Bool, Date, Double, Float, Integer, Nullable, SmallInt, Text, Time,
        Timestamp,
    };

    use super::{ColumnInfo, RowColumns, Shape};

    /// As a list would be followed, but without a name in it for each of the columns.
    pub(crate) fn column_info<C: Column<SqlType: 'static>>() -> ColumnInfo {
        let id = TypeId::of::<C::SqlType>();
        let is = |types: &[TypeId]| types.contains(&id);
        let shape = if is(&[TypeId::of::<Binary>(), TypeId::of::<Nullable<Binary>>()]) {
            Shape::Binary
        } else if is(&[TypeId::of::<Date>(), TypeId::of::<Nullable<Date>>()]) {
            Shape::Date
        } else if is(&[TypeId::of::<Time>(), TypeId::of::<Nullable<Time>>()]) {
            Shape::Time
        } else if is(&[
            TypeId::of::<Timestamp>(),
            TypeId::of::<Nullable<Timestamp>>(),
        ]) || is_datetime(id)
        {
            Shape::Timestamp
        } else if is(&[
            TypeId::of::<Float>(),
            TypeId::of::<Nullable<Float>>(),
            TypeId::of::<Double>(),
            TypeId::of::<Nullable<Double>>(),
        ]) {
            Shape::Real
        } else if is_zoned(id) {
            Shape::Zoned
        } else if is(&plain()) {
            Shape::Plain
        } else {
            Shape::Unknown
        };
        ColumnInfo {
            name: C::NAME,
            shape,
        }
    }

    #[cfg(feature = "postgres")]
    fn is_zoned(id: TypeId) -> bool {
        use diesel::sql_types::Timestamptz;
        [
            TypeId::of::<Timestamptz>(),
            TypeId::of::<Nullable<Timestamptz>>(),
        ]
        .contains(&id)
    }

    #[cfg(not(feature = "postgres"))]
    fn is_zoned(_: TypeId) -> bool {
        false
    }

    #[cfg(feature = "mysql")]
    fn is_datetime(id: TypeId) -> bool {
        use diesel::sql_types::Datetime;
        [TypeId::of::<Datetime>(), TypeId::of::<Nullable<Datetime>>()].contains(&id)
    }

    #[cfg(not(feature = "mysql"))]
    fn is_datetime(_: TypeId) -> bool {
        false
    }

    fn plain() -> [TypeId; 10] {
        macro_rules! ids {
            ($($type:ty),+) => { [$(TypeId::of::<$type>(), TypeId::of::<Nullable<$type>>()),+] };
        }
        ids![SmallInt, Integer, BigInt, Text, Bool]
    }

    macro_rules! row_columns {
        ($first:ident $($column:ident)*) => {
            row_columns!(@ $first $($column)*);
            row_columns!($($column)*);
        };
        () => {};
        (@ $($column:ident)+) => {
            impl<$($column: Column<SqlType: 'static>),+> RowColumns for ($($column,)+) {
                fn columns() -> Vec<ColumnInfo> {
                    vec![$(column_info::<$column>()),+]
                }
            }
        };
    }

    row_columns! {
        C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 C15 C16
        C17 C18 C19 C20 C21 C22 C23 C24 C25 C26 C27 C28 C29 C30 C31 C32
        C33 C34 C35 C36 C37 C38 C39 C40 C41 C42 C43 C44 C45 C46 C47 C48
        C49 C50 C51 C52 C53 C54 C55 C56 C57 C58 C59 C60 C61 C62 C63 C64
        C65 C66 C67 C68 C69 C70 C71 C72 C73 C74 C75 C76 C77 C78 C79 C80
        C81 C82 C83 C84 C85 C86 C87 C88 C89 C90 C91 C92 C93 C94 C95 C96
        C97 C98 C99 C100 C101 C102 C103 C104 C105 C106 C107 C108 C109 C110 C111 C112
        C113 C114 C115 C116 C117 C118 C119 C120 C121 C122 C123 C124 C125 C126 C127 C128
    }
}
