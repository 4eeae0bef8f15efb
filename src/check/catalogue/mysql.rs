//! What MySQL and MariaDB are asked, under names by which a guard knows whose it is. `/*M! … */` is read by MariaDB alone, and
//! `/*!80013 … */` by MySQL from that version on.
//!
//! One database at a time, and nothing joined: MariaDB opens the tables of all others too where a
//! condition is anything else than one name, and opens all of them anew for each row of a join.

/// The version, which of the two it is, and the database.
pub(super) const SERVER: &str = "\
SELECT 'version' AS `diesel_scopes.server`, VERSION(), '1'
UNION ALL SELECT 'mariadb', '1', '1' FROM DUAL WHERE 0 /*M! + 1 */
UNION ALL SELECT 'own', DATABASE(), '1' FROM DUAL WHERE DATABASE() IS NOT NULL";

/// A row for each table that is no view.
pub(super) const TABLES: [&str; 2] = [
    "\
SELECT IF(TABLE_SCHEMA = DATABASE(), NULL, TABLE_SCHEMA), TABLE_NAME
FROM information_schema.TABLES
WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND TABLE_SCHEMA = ",
    "",
];

/// A row for each column, of views too. MariaDB has its defaults as SQL; so has MySQL those that
/// are no literals.
pub(super) const COLUMNS: [&str; 2] = [
    "\
SELECT IF(TABLE_SCHEMA = DATABASE(), NULL, TABLE_SCHEMA) AS `diesel_scopes.columns`, TABLE_NAME, COLUMN_NAME,
    CAST(COLUMN_TYPE AS CHAR), DATA_TYPE, CAST(DATETIME_PRECISION AS CHAR),
    IF(IS_NULLABLE = 'YES', '1', '0'),
    CAST(NULLIF(IF(0 /*M! + 1 */ OR EXTRA LIKE '%DEFAULT_GENERATED%',
        COLUMN_DEFAULT, QUOTE(COLUMN_DEFAULT)), 'NULL') AS CHAR),
    CAST(NULLIF(GENERATION_EXPRESSION, '') AS CHAR), NULL
FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = ",
    "
ORDER BY ORDINAL_POSITION",
];

/// A row for each part of an index.
pub(super) const INDEXES: [&str; 2] = [
    "\
SELECT IF(s.TABLE_SCHEMA = DATABASE(), NULL, s.TABLE_SCHEMA) AS `diesel_scopes.indexes`, s.TABLE_NAME, s.INDEX_NAME,
    IF(s.NON_UNIQUE, '0', '1'), IF(s.INDEX_NAME = 'PRIMARY', '1', '0'), NULL, '0',
    IF(s.INDEX_TYPE IN ('BTREE', 'HASH'), '1', '0'), IF(s.INDEX_NAME = 'PRIMARY', '1', '0'), NULL,
    IF(s.SUB_PART IS NULL, s.COLUMN_NAME, NULL),
    CAST(COALESCE(CONCAT('LEFT(', s.COLUMN_NAME, ', ', s.SUB_PART, ')') /*!80013 , s.EXPRESSION */) AS CHAR)
FROM information_schema.STATISTICS AS s
WHERE s.TABLE_SCHEMA = ",
    "
ORDER BY s.INDEX_NAME, s.SEQ_IN_INDEX",
];

/// A row for each foreign key, with its rule. None of tables that the role may only read.
pub(super) const RULES: [&str; 2] = [
    "\
SELECT IF(CONSTRAINT_SCHEMA = DATABASE(), NULL, CONSTRAINT_SCHEMA), TABLE_NAME, CONSTRAINT_NAME,
    CAST(DELETE_RULE AS CHAR), CAST(UPDATE_RULE AS CHAR)
FROM information_schema.REFERENTIAL_CONSTRAINTS
WHERE CONSTRAINT_SCHEMA = ",
    "",
];

/// A row for each column of a foreign key.
pub(super) const KEYS: [&str; 2] = [
    "\
SELECT IF(TABLE_SCHEMA = DATABASE(), NULL, TABLE_SCHEMA), TABLE_NAME, CONSTRAINT_NAME,
    COLUMN_NAME, IF(REFERENCED_TABLE_SCHEMA = DATABASE(), NULL, REFERENCED_TABLE_SCHEMA),
    REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME, NULL, NULL, NULL
FROM information_schema.KEY_COLUMN_USAGE
WHERE REFERENCED_TABLE_NAME IS NOT NULL AND TABLE_SCHEMA = ",
    "
ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION",
];
