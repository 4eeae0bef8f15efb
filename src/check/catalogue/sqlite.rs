//! What SQLite is asked, of the file that is open as `main`.

/// The version.
pub(super) const SERVER: &str = "\
SELECT 'version', sqlite_version(), '1' UNION ALL SELECT 'own', 'main', '1'";

/// A row for each column. What a generated one is made of is in the text of its table.
pub(super) const COLUMNS: &str = r#"
SELECT NULL, t.name, c.name, c.type, c.type, NULL, CAST(c."notnull" = 0 AS TEXT), c.dflt_value,
    CASE WHEN c.hidden IN (2, 3) THEN '' END, CAST(c.pk AS TEXT)
FROM sqlite_master AS t, pragma_table_xinfo(t.name) AS c
WHERE t.type = 'table' AND t.rootpage > 0 AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND c.hidden <> 1
ORDER BY c.cid"#;

/// A row for each part of an index. What is in a partial one is in its text, as are expressions.
pub(super) const INDEXES: &str = r#"
SELECT NULL, t.name, i.name, CAST(i."unique" AS TEXT), CAST(i.origin = 'pk' AS TEXT),
    CASE WHEN i.partial THEN '' END, '0', '1', CAST(i.origin <> 'c' AS TEXT), NULL,
    CASE WHEN x.cid >= 0 THEN x.name END, CASE x.cid WHEN -1 THEN 'rowid' ELSE '' END
FROM sqlite_master AS t, pragma_index_list(t.name) AS i, pragma_index_xinfo(i.name) AS x
WHERE t.type = 'table' AND t.rootpage > 0 AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND x.key = 1
ORDER BY i.name, x.seqno"#;

/// A row for each column of a foreign key. Without the columns that it refers to where those are
/// the primary key of the other table.
pub(super) const KEYS: &str = r#"
SELECT NULL, t.name, CAST(k.id AS TEXT), k."from", NULL, k."table", k."to", k.on_delete, k.on_update, NULL
FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS k
WHERE t.type = 'table' AND t.rootpage > 0 AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
ORDER BY k.id, k.seq"#;

/// The texts of tables and indexes.
pub(super) const TEXTS: &str = "\
SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL";
