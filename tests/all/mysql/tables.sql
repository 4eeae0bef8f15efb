-- Beside the migrations: other markers, keys and names.
CREATE TABLE sessions (id INTEGER PRIMARY KEY, ended_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE memberships (
    user_id INTEGER NOT NULL,
    community_id INTEGER NOT NULL,
    role VARCHAR(20) NOT NULL,
    left_at DATETIME(6) NULL,
    PRIMARY KEY (user_id, community_id)
);
CREATE TABLE tags (id INTEGER PRIMARY KEY, label VARCHAR(50), deleted_at DATETIME(6) NULL);
CREATE TABLE events (id INTEGER PRIMARY KEY, deleted_at DATETIME(6) NULL);
CREATE TABLE coarse_events (id INTEGER PRIMARY KEY, deleted_at DATETIME NULL);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    deleted_at DATETIME(6) NULL,
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    ended_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE teams (id INTEGER PRIMARY KEY, lead_id INTEGER NULL, deleted_at DATETIME(6) NULL);
CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL,
    deleted_at DATETIME(6) NULL,
    FOREIGN KEY (team_id) REFERENCES teams (id)
);
ALTER TABLE teams ADD FOREIGN KEY (lead_id) REFERENCES members (id);

-- For the journal: VARBINARY is called otherwise elsewhere.
CREATE TABLE hashes (hash VARBINARY(100) PRIMARY KEY, gone BOOLEAN NOT NULL DEFAULT FALSE);
CREATE TABLE badges (
    id INTEGER PRIMARY KEY,
    maker_id INTEGER NOT NULL,
    picture VARBINARY(100) NULL
);
