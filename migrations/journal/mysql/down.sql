DROP TABLE diesel_scopes_entries;
DROP TABLE diesel_scopes_operations;
