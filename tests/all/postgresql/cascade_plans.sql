-- Tables in which everything depends on nearly everything, and on itself.
CREATE TABLE tops (
    id INTEGER PRIMARY KEY, code TEXT UNIQUE, deleted_at TIMESTAMP, banned_at TIMESTAMP
);
CREATE TABLE pairs (
    x TEXT, y BIGINT, top_id INTEGER, px TEXT, py BIGINT, deleted_at TIMESTAMP, PRIMARY KEY (x, y)
);
CREATE INDEX ON pairs (top_id);
CREATE INDEX ON pairs (px, py);
CREATE TABLE cases (
    id INTEGER PRIMARY KEY, top_id INTEGER, px TEXT, py BIGINT, deleted_at TIMESTAMP,
    banned_at TIMESTAMP
);
CREATE INDEX ON cases (top_id);
CREATE INDEX ON cases (px, py);
CREATE TABLE twigs (
    id INTEGER PRIMARY KEY, top_code TEXT, parent_id BIGINT, other_id INTEGER, deleted_at TIMESTAMP
);
CREATE INDEX ON twigs (top_code);
CREATE INDEX ON twigs (parent_id);
CREATE INDEX ON twigs (other_id);
CREATE TABLE plains (id INTEGER PRIMARY KEY, top_id INTEGER, parent_id INTEGER);
CREATE INDEX ON plains (top_id);
CREATE INDEX ON plains (parent_id);
CREATE TABLE leaves (
    id INTEGER PRIMARY KEY, case_id INTEGER, twig_id INTEGER, plain_id SMALLINT, deleted_at TIMESTAMP
);
CREATE INDEX ON leaves (case_id);
CREATE INDEX ON leaves (twig_id);
CREATE INDEX ON leaves (plain_id);
CREATE TABLE stickers (
    id INTEGER PRIMARY KEY, target_type TEXT NOT NULL, target_id INTEGER NOT NULL,
    deleted_at TIMESTAMP
);
CREATE INDEX ON stickers (target_id);
