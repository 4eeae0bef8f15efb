-- Beside the migrations: other markers, keys and names.
CREATE TABLE sessions (id INTEGER PRIMARY KEY, ended_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE memberships (
    user_id INTEGER NOT NULL,
    community_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    left_at TIMESTAMP,
    PRIMARY KEY (user_id, community_id)
);
CREATE TABLE tags (id INTEGER PRIMARY KEY, label VARCHAR(50), deleted_at TIMESTAMP);
CREATE TABLE events (id INTEGER PRIMARY KEY, deleted_at TIMESTAMPTZ);
CREATE TABLE paths (path INTEGER[] PRIMARY KEY, deleted_at TIMESTAMP);
CREATE SCHEMA audit;
CREATE TABLE audit.entries (id INTEGER PRIMARY KEY, note TEXT NOT NULL, deleted_at TIMESTAMP);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    deleted_at TIMESTAMP,
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE teams (id INTEGER PRIMARY KEY, lead_id INTEGER, deleted_at TIMESTAMP);
CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    deleted_at TIMESTAMP
);
ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES members (id);
CREATE TABLE folders (id INTEGER PRIMARY KEY, deleted_at TIMESTAMPTZ);
CREATE TABLE audit.folders (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES public.folders (id),
    parent_id INTEGER REFERENCES audit.folders (id),
    deleted_at TIMESTAMPTZ
);
CREATE TABLE audit.files (
    id INTEGER PRIMARY KEY,
    folder_id INTEGER NOT NULL REFERENCES audit.folders (id),
    deleted_at TIMESTAMPTZ
);
CREATE TABLE audit.links (id INTEGER PRIMARY KEY, folder_id INTEGER REFERENCES public.folders (id));

-- For the journal: BYTEA is called otherwise elsewhere.
CREATE TABLE hashes (hash BYTEA PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE badges (
    id INTEGER PRIMARY KEY,
    maker_id INTEGER NOT NULL,
    picture BYTEA NULL
);
