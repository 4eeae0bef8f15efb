//! Declarations of sizes that nobody writes by hand: a chain of sixty tables, and
//! sixteen tables each of which depends on all before it. Both refer to each other
//! through rows of the same number.

/// The tables of a chain, from the top, and what depends on each.
macro_rules! chain {
    ($($table:ident)+) => {
        $(diesel::table! {
            $table (id) {
                id -> Integer,
                above -> Integer,
                deleted_at -> Nullable<Timestamp>,
            }
        })+

        pub(crate) const CHAIN: &[&str] = &[$(stringify!($table)),+];

        chain!(@declare [] $($table)+);
    };
    (@declare [$($done:tt)*] $table:ident $next:ident $($more:ident)*) => {
        chain!(@declare
            [$($done)* $table (deleted_at) { cascade $next (above) }]
            $next $($more)*
        );
    };
    (@declare [$($done:tt)*] $last:ident) => {
        diesel_scopes::soft_deletable! { $($done)* $last (deleted_at) }
    };
}

chain! {
    chain_1 chain_2 chain_3 chain_4 chain_5 chain_6 chain_7 chain_8 chain_9 chain_10
    chain_11 chain_12 chain_13 chain_14 chain_15 chain_16 chain_17 chain_18 chain_19 chain_20
    chain_21 chain_22 chain_23 chain_24 chain_25 chain_26 chain_27 chain_28 chain_29 chain_30
    chain_31 chain_32 chain_33 chain_34 chain_35 chain_36 chain_37 chain_38 chain_39 chain_40
    chain_41 chain_42 chain_43 chain_44 chain_45 chain_46 chain_47 chain_48 chain_49 chain_50
    chain_51 chain_52 chain_53 chain_54 chain_55 chain_56 chain_57 chain_58 chain_59 chain_60
}

/// The SQL of the chain. The row of each table refers to the one of the same number
/// in the table above.
pub(crate) fn chain_sql() -> String {
    let mut sql = String::new();
    let mut foreign_key = String::new();
    for table in CHAIN {
        sql += &format!(
            "CREATE TABLE {table} (
                id INTEGER PRIMARY KEY,
                above INTEGER NOT NULL,
                deleted_at TIMESTAMP(6) NULL{foreign_key}
            );
            INSERT INTO {table} (id, above) VALUES (1, 1), (2, 2);"
        );
        foreign_key = format!(", FOREIGN KEY (above) REFERENCES {table} (id)");
    }
    sql
}

/// Tables whose keys are named like those that they refer to.
macro_rules! mesh {
    ($($table:ident ($($key:ident)*) [$($child:ident)*])+) => {
        $(diesel::table! {
            $table (id) {
                id -> Integer,
                $($key -> Integer,)*
                deleted_at -> Nullable<Timestamp>,
            }
        })+

        /// The tables with their keys.
        pub(crate) const MESH: &[(&str, &[&str])] =
            &[$((stringify!($table), &[$(stringify!($key)),*])),+];

        diesel_scopes::soft_deletable! {
            $($table (deleted_at) { $(cascade $child ($table),)* })+
        }
    };
}

mesh! {
    mesh_a () [mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_b (mesh_a) [mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_c (mesh_a mesh_b) [mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_d (mesh_a mesh_b mesh_c) [mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_e (mesh_a mesh_b mesh_c mesh_d) [mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_f (mesh_a mesh_b mesh_c mesh_d mesh_e) [mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_g (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f) [mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_h (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g) [mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_i (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h) [mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_j (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i) [mesh_k mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_k (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j) [mesh_l mesh_m mesh_n mesh_o mesh_p]
    mesh_l (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k) [mesh_m mesh_n mesh_o mesh_p]
    mesh_m (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l) [mesh_n mesh_o mesh_p]
    mesh_n (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m) [mesh_o mesh_p]
    mesh_o (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n) [mesh_p]
    mesh_p (mesh_a mesh_b mesh_c mesh_d mesh_e mesh_f mesh_g mesh_h mesh_i mesh_j mesh_k mesh_l mesh_m mesh_n mesh_o) []
}

/// The SQL of the sixteen tables, in each of which row 1 refers to all rows 1 above,
/// and row 2 to all rows 2.
pub(crate) fn mesh_sql() -> String {
    let mut sql = String::new();
    for (table, keys) in MESH {
        let columns: Vec<_> = keys
            .iter()
            .map(|key| format!("{key} INTEGER NOT NULL,"))
            .collect();
        let references: Vec<_> = keys
            .iter()
            .map(|key| format!(", FOREIGN KEY ({key}) REFERENCES {key} (id)"))
            .collect();
        let row = |id: u32| format!("({id}{}, NULL)", format!(", {id}").repeat(keys.len()));
        sql += &format!(
            "CREATE TABLE {table} (
                id INTEGER PRIMARY KEY, {} deleted_at TIMESTAMP(6) NULL{}
            );
            INSERT INTO {table} VALUES {}, {};",
            columns.join(" "),
            references.join(""),
            row(1),
            row(2)
        );
    }
    sql
}
