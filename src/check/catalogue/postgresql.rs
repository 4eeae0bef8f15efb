//! What PostgreSQL is asked.

/// The version, the own schemas, and what may not be read.
pub(super) const SERVER: &str = "\
SELECT 'version', current_setting('server_version_num'), '1'
UNION ALL
SELECT 'own', own.schema::TEXT, own.at::TEXT
FROM unnest(current_schemas(FALSE)) WITH ORDINALITY AS own (schema, at)
UNION ALL
SELECT 'denied', read.name, '1'
FROM unnest(ARRAY[
    'pg_catalog.pg_am', 'pg_catalog.pg_attrdef', 'pg_catalog.pg_attribute', 'pg_catalog.pg_class',
    'pg_catalog.pg_constraint', 'pg_catalog.pg_index', 'pg_catalog.pg_namespace', 'pg_catalog.pg_type'
]) AS read (name)
WHERE NOT has_table_privilege(read.name, 'SELECT')";

/// A row for each column. A domain is what is under it.
pub(super) const COLUMNS: [&str; 2] = [
    "\
WITH RECURSIVE domain (oid, type, typmod) AS (
    SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
    UNION ALL
    SELECT domain.oid, type.typbasetype,
        CASE WHEN domain.typmod < 0 THEN type.typtypmod ELSE domain.typmod END
    FROM domain JOIN pg_type AS type ON type.oid = domain.type AND type.typtype = 'd'
), base (oid, name, typmod) AS (
    SELECT domain.oid, type.typname, domain.typmod
    FROM domain JOIN pg_type AS type ON type.oid = domain.type AND type.typtype <> 'd'
    UNION ALL
    SELECT oid, typname, NULL FROM pg_type WHERE typtype <> 'd'
)
SELECT CASE WHEN NOT pg_table_is_visible(c.oid) THEN n.nspname::TEXT END, c.relname::TEXT,
    a.attname::TEXT, format_type(a.atttypid, a.atttypmod), base.name::TEXT,
    NULLIF(COALESCE(base.typmod, a.atttypmod), -1)::TEXT, (NOT a.attnotnull)::TEXT,
    CASE a.attgenerated WHEN '' THEN pg_get_expr(d.adbin, d.adrelid) END,
    CASE a.attgenerated WHEN '' THEN NULL ELSE ltrim(pg_get_expr(d.adbin, d.adrelid), E'\\n') END, NULL::TEXT
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN base ON base.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (n.nspname = ANY (current_schemas(FALSE)) OR n.nspname::TEXT = ANY (",
    "))
ORDER BY a.attnum",
];

/// A row for each part of an index. One that failed to be built finds nothing.
pub(super) const INDEXES: [&str; 2] = [
    "\
SELECT CASE WHEN NOT pg_table_is_visible(c.oid) THEN n.nspname::TEXT END, c.relname::TEXT,
    i.relname::TEXT, x.indisunique::TEXT, x.indisprimary::TEXT, pg_get_expr(x.indpred, x.indrelid),
    COALESCE(to_jsonb(x) ->> 'indnullsnotdistinct', 'false'), (am.amname IN ('btree', 'hash'))::TEXT,
    (k.oid IS NOT NULL)::TEXT, CASE part.at WHEN 1 THEN pg_get_indexdef(x.indexrelid) END, a.attname::TEXT,
    CASE WHEN a.attnum IS NULL THEN pg_get_indexdef(x.indexrelid, part.at::INTEGER, TRUE) END
FROM pg_index AS x
JOIN pg_class AS c ON c.oid = x.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_class AS i ON i.oid = x.indexrelid
JOIN pg_am AS am ON am.oid = i.relam
LEFT JOIN pg_constraint AS k
    ON k.conindid = x.indexrelid AND k.conrelid = x.indrelid AND k.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL unnest(x.indkey::SMALLINT[]) WITH ORDINALITY AS part (attnum, at)
LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.attnum AND a.attnum > 0
WHERE part.at <= x.indnkeyatts AND x.indisvalid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (n.nspname = ANY (current_schemas(FALSE)) OR n.nspname::TEXT = ANY (",
    "))
ORDER BY i.relname, part.at",
];

/// A row for each column of a foreign key.
pub(super) const KEYS: [&str; 2] = [
    "\
SELECT CASE WHEN NOT pg_table_is_visible(c.oid) THEN n.nspname::TEXT END, c.relname::TEXT,
    k.conname::TEXT, a.attname::TEXT,
    CASE WHEN NOT pg_table_is_visible(p.oid) THEN pn.nspname::TEXT END, p.relname::TEXT,
    pa.attname::TEXT, CASE k.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
        WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END,
    CASE k.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL'
        WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END,
    CASE WHEN k.condeferrable THEN k.condeferred::TEXT END
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_class AS p ON p.oid = k.confrelid
JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS part (child, parent, at)
JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.child
JOIN pg_attribute AS pa ON pa.attrelid = p.oid AND pa.attnum = part.parent
WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (n.nspname = ANY (current_schemas(FALSE)) OR n.nspname::TEXT = ANY (",
    "))
ORDER BY k.conname, part.at",
];
