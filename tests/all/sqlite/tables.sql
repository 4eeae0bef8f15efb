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
CREATE TABLE events (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    deleted_at TIMESTAMP,
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    lead_id INTEGER REFERENCES members (id),
    deleted_at TIMESTAMP
);
CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    deleted_at TIMESTAMP
);

-- For the journal: BLOB is called otherwise elsewhere.
CREATE TABLE hashes (hash BLOB PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE badges (
    id INTEGER PRIMARY KEY,
    maker_id INTEGER NOT NULL,
    picture BLOB NULL
);
