//! What stands twice in a declaration is found while it is read: of the implementations
//! that would follow, the compiler would report every one.

/// Takes entries `{ key body }`, and goes on with those bodies whose key has not been
/// there before. Each entry gets a number, and a macro knows all keys with theirs: an
/// entry that meets its own key with another number comes second.
///
/// The macro is called like what the entries are of: those of one kind stand within those
/// of the other.
///
/// Goes on from the last to the first: parents are mostly written before their children,
/// and the compiler knows what it has been through. From the top of a long way it would
/// run into its query depth.
#[doc(hidden)]
#[macro_export]
macro_rules! __once {
    ($of:ident [] [] [] { $key:tt $body:tt }) => {
        $crate::__once! { @first $of $body }
    };
    (
        $of:ident [$($done:tt)*] [$($reversed:tt)*] [$($number:tt)*]
        $a:tt $b:tt $c:tt $d:tt $e:tt $f:tt $g:tt $h:tt
        $i:tt $j:tt $k:tt $l:tt $m:tt $n:tt $o:tt $p:tt
        $($rest:tt)*
    ) => {
        $crate::__once! {
            $of
            [
                $($done)*
                $a [$($number)* a] $b [$($number)* b] $c [$($number)* c] $d [$($number)* d]
                $e [$($number)* e] $f [$($number)* f] $g [$($number)* g] $h [$($number)* h]
                $i [$($number)* i] $j [$($number)* j] $k [$($number)* k] $l [$($number)* l]
                $m [$($number)* m] $n [$($number)* n] $o [$($number)* o] $p [$($number)* p]
            ]
            [
                $p [$($number)* p] $o [$($number)* o] $n [$($number)* n] $m [$($number)* m]
                $l [$($number)* l] $k [$($number)* k] $j [$($number)* j] $i [$($number)* i]
                $h [$($number)* h] $g [$($number)* g] $f [$($number)* f] $e [$($number)* e]
                $d [$($number)* d] $c [$($number)* c] $b [$($number)* b] $a [$($number)* a]
                $($reversed)*
            ]
            [$($number)* +]
            $($rest)*
        }
    };
    (
        $of:ident [$($done:tt)*] [$($reversed:tt)*] [$($number:tt)*]
        $next:tt $($rest:tt)*
    ) => {
        $crate::__once! {
            $of
            [$($done)* $next [$($number)* a]]
            [$next [$($number)* a] $($reversed)*]
            [$($number)* +]
            $($rest)*
        }
    };
    (
        $of:ident
        [$({ $key:tt $known:tt } $number:tt)*]
        [$({ $own:tt $body:tt } $own_number:tt)*]
        $count:tt
    ) => {
        macro_rules! $of {
            $(
                ($key $number $it:tt) => { $crate::__once! { @first $of $it } };
                ($key $other:tt $it:tt) => { $crate::__once! { @second $of $key } };
            )*
        }
        $($of! { $own $own_number $body })*
    };

    (@first __declared_tables { $($table:tt)* }) => { $crate::__soft_deletable! { $($table)* } };
    (@second __declared_tables [$($table:ident)::+]) => {
        $crate::__private::compile_error! {
            $crate::__private::concat!(
                "the table `", $crate::__private::stringify!($($table)::+),
                "` stands twice in `soft_deletable!`: a table is declared once, with all of its \
                 markers, options and dependents",
            )
        }
    };

    (@first __declared_markers { $($marker:tt)* }) => { $crate::__marker! { $($marker)* } };
    // `check_columns` says it, as of every column that is there twice.
    (@second __declared_markers $marker:tt) => {};
}
