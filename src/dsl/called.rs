//! The types of functions, called like these: `auto_type` writes `active<posts::table>` for
//! `active(posts::table)`.

#![allow(missing_docs, non_camel_case_types)]

use diesel::query_builder::AsQuery;

use crate::scope::Scope;

pub type active<T> = <super::Active<T> as AsQuery>::Query;
pub type deleted<T> = <super::Deleted<T> as AsQuery>::Query;
pub type all_rows<T> = <super::AllRows<T> as AsQuery>::Query;
pub type in_scope<T, S = Scope> = <super::InScope<T, S> as AsQuery>::Query;

pub type is_active<T> = super::IsActive<T>;
pub type is_deleted<T> = super::IsDeleted<T>;
pub type is_not_deleted<T> = super::IsNotDeleted<T>;
pub type is_in<T, S = Scope> = super::IsIn<T, S>;

pub type marked<C> = super::Marked<C>;
pub type unmarked<C> = super::Unmarked<C>;

pub type soft_delete<Target> = super::SoftDelete<Target>;
pub type restore<Target> = super::Restore<Target>;
pub type purge<Target> = super::Purge<Target>;
pub type mark<C, Target> = super::Mark<C, Target>;
pub type unmark<C, Target> = super::Unmark<C, Target>;

pub type expire<T> = super::Expire<T>;
