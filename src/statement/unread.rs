//! What can be told of a fragment whose SQL cannot be read: by its type.
//!
//! What `#[derive(diesel::MultiConnection)]` makes of several backends gives nobody a
//! query builder, and so no text. What is left is the name of a fragment's type, which
//! says how Diesel put it together, and whether Diesel would cache its statement, which
//! it does not with raw SQL in it. Whatever is not known here is refused.

/// A type's name, taken apart.
#[derive(Debug)]
struct Type<'a> {
    path: &'a str,
    arguments: Vec<Type<'a>>,
}

/// The path of a tuple.
const TUPLE: &str = "(";

impl<'a> Type<'a> {
    fn of(name: &'a str) -> Self {
        let name = name.trim().trim_start_matches('&');
        let open = name.find(['<', '(']).unwrap_or(name.len());
        let (path, rest) = name.split_at(open);
        let inside = match rest.chars().next() {
            Some('(') if path.is_empty() => {
                rest.strip_prefix('(').and_then(|r| r.strip_suffix(')'))
            }
            Some('<') => rest.strip_prefix('<').and_then(|r| r.strip_suffix('>')),
            _ => None,
        };
        match inside {
            Some(inside) => Type {
                path: if path.is_empty() { TUPLE } else { path },
                arguments: arguments(inside),
            },
            // Something else, a `dyn Trait<…> + Send` or a `fn(…)`: not known.
            None => Type {
                path: name,
                arguments: Vec::new(),
            },
        }
    }

    fn first(&self) -> Option<&Type<'a>> {
        self.arguments.first()
    }

    /// The name of the column in Rust, if it is one of a `table!`.
    fn column(&self) -> Option<&'a str> {
        let (module, name) = self.path.rsplit_once("::")?;
        let is_column = self.arguments.is_empty() && module.ends_with("::columns");
        is_column.then(|| name.trim_start_matches("r#"))
    }

    /// Whether all of it is columns, values and operators of Diesel, whose SQL has no
    /// text of the user's in it and is evaluated to the same each time.
    fn is_known(&self) -> bool {
        if self.column().is_some() || self.path.starts_with("diesel::sql_types::") {
            return true;
        }
        if VALUES.contains(&self.path) || MARKERS.contains(&self.path) {
            return self.first().is_some_and(Type::is_known);
        }
        let made_here = PARTS.iter().any(|part| match part.strip_suffix("::*") {
            Some(module) => self
                .path
                .strip_prefix(module)
                .is_some_and(|rest| rest.starts_with("::")),
            None => self.path == *part,
        });
        made_here && self.arguments.iter().all(Type::is_known)
    }

    /// Whether nothing in it binds more loosely than `AND`, whatever it is made of.
    fn is_closed(&self) -> bool {
        self.column().is_some() || MARKERS.contains(&self.path) || CLOSED.contains(&self.path)
    }
}

fn arguments(list: &str) -> Vec<Type<'_>> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut before) = (0usize, 0, ' ');
    for (at, letter) in list.char_indices() {
        match letter {
            '<' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(Type::of(&list[start..at]));
                start = at + 1;
            }
            _ => {}
        }
        before = letter;
    }
    if !list[start..].trim().is_empty() {
        parts.push(Type::of(&list[start..]));
    }
    parts
}

/// A type of SQL and a value, which is bound.
const VALUES: [&str; 2] = [
    "diesel::expression::bound::Bound",
    "diesel::expression::array_comparison::Many",
];

/// A column and a marker, whose texts are closed in themselves.
const MARKERS: [&str; 3] = [
    "diesel_scopes::scope::predicate::Marked",
    "diesel_scopes::scope::predicate::NotMarked",
    "diesel_scopes::scope::predicate::Unmarked",
];

const CLOSED: [&str; 3] = [
    "diesel::expression::grouped::Grouped",
    "diesel::expression::exists::Exists",
    "diesel_scopes::scope::predicate::Group",
];

const WHERE: &str = "diesel::query_builder::where_clause::WhereClause";

const PARTS: [&str; 14] = [
    WHERE,
    "diesel::query_builder::where_clause::NoWhereClause",
    "diesel::expression::grouped::Grouped",
    "diesel::expression::operators::*",
    "diesel::expression::array_comparison::In",
    "diesel::expression::array_comparison::NotIn",
    "diesel_scopes::scope::predicate::Both",
    "diesel_scopes::scope::predicate::Either",
    "diesel_scopes::scope::predicate::Group",
    "diesel_scopes::statement::stamp::At",
    "diesel_scopes::statement::stamp::Now",
    "diesel_scopes::declare::truth::True",
    "diesel_scopes::statement::target::Narrowed",
    "diesel_scopes::statement::target::Where",
];

/// Whether a `WHERE` clause, or a condition, is closed in itself. `None` if there is no
/// telling.
pub(super) fn is_closed(name: &str, is_safe_to_cache: bool) -> Option<bool> {
    let whole = Type::of(name);
    if !is_safe_to_cache && !whole.is_known() {
        return None;
    }
    let condition = match whole.path {
        WHERE => whole.first()?,
        _ => &whole,
    };
    Some(condition.is_closed())
}

/// Whether a fragment is evaluated to the same each time.
pub(crate) fn is_constant(name: &str) -> bool {
    Type::of(name).is_known()
}

/// The columns, by their names in Rust, that a changeset assigns. `None` if there is no
/// telling.
pub(super) fn assigned(name: &str, is_safe_to_cache: bool) -> Option<Vec<&str>> {
    fn collect<'a>(part: &Type<'a>, safe: bool, columns: &mut Vec<&'a str>) -> Option<()> {
        match (part.path, part.arguments.as_slice()) {
            (TUPLE | "core::option::Option", parts) => parts
                .iter()
                .try_for_each(|part| collect(part, safe, columns)),
            ("diesel::query_builder::update_statement::changeset::Assign", [target, value]) => {
                let is_column = target.path
                    == "diesel::query_builder::update_statement::changeset::ColumnWrapperForUpdate";
                if !is_column || !(safe || value.is_known()) {
                    return None;
                }
                columns.push(target.first()?.column()?);
                Some(())
            }
            _ => None,
        }
    }
    let mut columns = Vec::new();
    collect(&Type::of(name), is_safe_to_cache, &mut columns)?;
    Some(columns)
}

#[cfg(test)]
mod tests {
    use std::any::type_name_of_val;

    use diesel::associations::HasTable;
    use diesel::dsl::{exists, not, now, sql};
    use diesel::prelude::*;
    use diesel::query_builder::IntoUpdateTarget;
    use diesel::sql_types::Bool;

    use super::{assigned, is_closed, is_constant};

    diesel::table! {
        posts (id) {
            id -> Integer,
            r#type -> Text,
            published -> Bool,
            deleted_at -> Nullable<Timestamp>,
        }
    }
    diesel::table! {
        users (id) { id -> Integer }
    }
    diesel::allow_tables_to_appear_in_same_query!(posts, users);
    crate::soft_deletable! { posts (deleted_at) }

    diesel::infix_operator!(Either, " OR ", Bool);

    fn where_name<T: IntoUpdateTarget + HasTable>(target: T) -> &'static str {
        type_name_of_val(&target.into_update_target().where_clause)
    }

    #[test]
    fn what_diesel_builds_is_closed() {
        use crate::prelude::ScopeDsl;
        let published = || posts::published.eq(true);
        for name in [
            where_name(posts::table.find(1)),
            where_name(posts::table.filter(posts::id.eq_any([1, 2]))),
            where_name(
                posts::table
                    .filter(posts::id.ne_all(vec![1, 2]))
                    .filter(published()),
            ),
            where_name(posts::table.filter(published().or(posts::id.gt(7)))),
            where_name(posts::table.filter(posts::published)),
            where_name(posts::table.filter(posts::table.is_active())),
        ] {
            assert_eq!(is_closed(name, false), Some(true), "{name}");
            assert!(is_constant(name), "{name}");
        }
        for name in [
            where_name(posts::table.filter(exists(users::table.select(users::id)))),
            where_name(posts::table.filter(posts::id.eq_any(users::table.select(users::id)))),
        ] {
            assert_eq!(is_closed(name, true), Some(true), "{name}");
            assert_eq!(is_closed(name, false), None, "{name}");
            assert!(!is_constant(name), "{name}");
        }
        let name = type_name_of_val(&not(published()));
        assert_eq!(is_closed(name, true), Some(false), "{name}");
    }

    #[test]
    fn raw_sql_and_what_is_unknown_is_not() {
        let raw = || sql::<Bool>("published OR TRUE");
        for name in [
            where_name(posts::table.filter(raw())),
            where_name(posts::table.filter(posts::id.eq(1).and(raw()))),
            where_name(posts::table.filter(posts::id.eq(1)).filter(raw())),
            where_name(posts::table.filter(raw().bind::<Bool, _>(true))),
            type_name_of_val(&raw()),
            "alloc::boxed::Box<dyn diesel::expression::Expression<SqlType = bool> + core::marker::Send>",
        ] {
            assert_eq!(is_closed(name, false), None, "{name}");
            assert!(!is_constant(name), "{name}");
        }
        let either = Either::new(posts::published, posts::published);
        let name = where_name(posts::table.filter(either));
        assert_eq!(is_closed(name, true), Some(false), "{name}");
    }

    #[test]
    fn stamps_are_told_from_clocks() {
        use crate::statement::{At, Now, True};
        let bound = posts::id.eq(1);
        assert!(is_constant(type_name_of_val(&At(bound))));
        assert!(is_constant(type_name_of_val(&Now(True))));
        assert!(!is_constant(type_name_of_val(&At(now))));
        assert!(!is_constant(type_name_of_val(&At(sql::<Bool>(
            "random() < 1"
        )))));
    }

    #[test]
    fn assigned_columns_are_told() {
        let changes = (
            posts::r#type.eq("a"),
            Some(posts::published.eq(true)),
            (posts::deleted_at.eq(now.nullable()),),
        )
            .as_changeset();
        let name = type_name_of_val(&changes);
        let columns = ["type", "published", "deleted_at"].to_vec();
        assert_eq!(assigned(name, true), Some(columns), "{name}");
        assert_eq!(assigned(name, false), None);
        let raw = posts::published
            .eq(sql::<Bool>("TRUE, id = 1"))
            .as_changeset();
        assert_eq!(assigned(type_name_of_val(&raw), false), None);
        let plain = posts::published.eq(true).as_changeset();
        assert_eq!(
            assigned(type_name_of_val(&plain), false),
            Some(vec!["published"])
        );
        let restored = crate::prelude::RestoredDsl::restored(posts::table);
        assert_eq!(
            assigned(type_name_of_val(&restored.as_changeset()), true),
            None
        );
    }
}
