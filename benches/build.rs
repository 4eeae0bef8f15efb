//! Writes the tables of the bench's shapes, which are too many to write by hand.

use std::fmt::Write as _;
use std::path::Path;

/// A graph of tables: which tables the table of that number depends on. The first
/// depends on none, and all others on it, directly or not.
struct Shape {
    name: &'static str,
    tables: usize,
    parents: fn(usize) -> Vec<usize>,
}

const LAYER: usize = 4;

const SHAPES: [Shape; 4] = [
    Shape {
        name: "chain_6",
        tables: 6,
        parents: chain,
    },
    Shape {
        name: "chain_60",
        tables: 60,
        parents: chain,
    },
    Shape {
        name: "complete_16",
        tables: 16,
        parents: |table| (0..table).collect(),
    },
    // The root, and five layers below it.
    Shape {
        name: "layers_21",
        tables: 1 + 5 * LAYER,
        parents: |table| match table {
            0 => Vec::new(),
            1..=LAYER => vec![0],
            _ => {
                let above = 1 + (table - 1) / LAYER * LAYER - LAYER;
                (above..above + LAYER).collect()
            }
        },
    },
];

fn chain(table: usize) -> Vec<usize> {
    table.checked_sub(1).into_iter().collect()
}

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var_os("OUT_DIR").expect("Cargo sets it");
    let source: String = SHAPES.iter().map(source).collect();
    std::fs::write(Path::new(&folder).join("shapes.rs"), source)
}

/// A module with the tables, how they depend on each other, and the first as `root`.
fn source(shape: &Shape) -> String {
    let name = |table: usize| format!("{}_{table:02}", shape.name);
    let key = |parent: usize| format!("parent_{parent:02}");
    let (mut tables, mut declarations, mut parents) = Default::default();
    // A `fmt::Write` into a String cannot fail.
    let write = |text: &mut String, line: std::fmt::Arguments<'_>| text.write_fmt(line).unwrap();
    for table in 0..shape.tables {
        let above = (shape.parents)(table);
        let keys: Vec<_> = above
            .iter()
            .map(|parent| format!("        {} -> Integer,\n", key(*parent)))
            .collect();
        write(
            &mut tables,
            format_args!(
                "    diesel::table! {{ {} (id) {{\n        id -> Integer,\n{}        \
                 deleted_at -> Nullable<Timestamp>,\n    }} }}\n",
                name(table),
                keys.concat()
            ),
        );
        let below: Vec<_> = (0..shape.tables)
            .filter(|child| (shape.parents)(*child).contains(&table))
            .map(|child| format!("cascade {} ({})", name(child), key(table)))
            .collect();
        write(
            &mut declarations,
            format_args!(
                "        {} (deleted_at) {{ {} }}\n",
                name(table),
                below.join(", ")
            ),
        );
        write(&mut parents, format_args!("&{above:?}, "));
    }
    format!(
        "pub(crate) mod {} {{\n{tables}    diesel_scopes::soft_deletable! {{\n{declarations}    \
         }}\n    pub(crate) use {} as root;\n    pub(crate) const PARENTS: &[&[usize]] = \
         &[{parents}];\n}}\n",
        shape.name,
        name(0),
    )
}
