CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, deleted BOOLEAN NOT NULL);
CREATE TABLE packages (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE owners (
    package_id INTEGER REFERENCES packages,
    user_id INTEGER REFERENCES users,
    invited_by INTEGER NOT NULL REFERENCES users,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (package_id, user_id)
);
CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    package_id INTEGER NOT NULL REFERENCES packages,
    num TEXT NOT NULL,
    yanked BOOLEAN NOT NULL,
    yank_message TEXT
);
CREATE TABLE communities (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    deleted BOOLEAN NOT NULL,
    removed BOOLEAN NOT NULL
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    creator_id INTEGER NOT NULL REFERENCES users,
    community_id INTEGER REFERENCES communities,
    body TEXT NOT NULL,
    deleted BOOLEAN NOT NULL,
    removed BOOLEAN NOT NULL
);
CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES posts,
    creator_id INTEGER NOT NULL REFERENCES users,
    body TEXT NOT NULL,
    deleted BOOLEAN NOT NULL,
    removed BOOLEAN NOT NULL
);
