-- What a guard has to find, and what it has to leave alone.
--
-- A line of comment in front of a statement says what is found in it: `clean`, or the reason
-- and the table (`as` the alias) of each finding; and behind a bar, why. The tables are those of
-- src/guard/tests.rs: users, posts, comments and accounts have deleted_at; accounts has a hold,
-- too; communities has deleted or removed, and local_removed beside them; invoices has voided;
-- sessions has ended_at (0 is active), documents has state ('D' is deleted), shelves has is_active.
-- tags and likes are not declared.

-- == postgresql

-- clean | the scope as Diesel writes it
SELECT "posts"."title" FROM "posts" WHERE "posts"."deleted_at" IS NULL;

-- clean | among others
SELECT "posts"."id" FROM "posts" WHERE (("posts"."title" = $1) AND ("posts"."deleted_at" IS NULL)) ORDER BY "posts"."id" LIMIT $2;

-- clean | the trash is a choice, too
SELECT p.id FROM posts p WHERE p.deleted_at IS NOT NULL AND p.deleted_at < $1;

-- reads posts | nothing at all
SELECT "posts"."title" FROM "posts" WHERE "posts"."author_id" = $1;

-- reads posts | through OR, which binds more loosely
SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NULL AND "posts"."id" = $1 OR "posts"."id" = $2;

-- reads posts | an OR in parentheses
SELECT "posts"."id" FROM "posts" WHERE ("posts"."deleted_at" IS NULL OR "posts"."author_id" = $1);

-- reads posts | under NOT
SELECT "posts"."id" FROM "posts" WHERE NOT ("posts"."deleted_at" IS NOT NULL AND "posts"."id" = $1);

-- reads posts | the condition is in the select list
SELECT "posts"."id", ("posts"."deleted_at" IS NULL) FROM "posts";

-- reads posts | HAVING in place of WHERE
SELECT author_id, deleted_at, count(*) FROM posts GROUP BY author_id, deleted_at HAVING deleted_at IS NULL;

-- reads posts | a CASE that is always true
SELECT id FROM posts WHERE CASE WHEN deleted_at IS NULL THEN TRUE ELSE TRUE END;

-- reads posts | a COALESCE that lets everything pass
SELECT id FROM posts WHERE COALESCE(deleted_at, now()) IS NOT NULL;

-- clean | joined, both filtered
SELECT count(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE ("users"."deleted_at" IS NULL AND "posts"."deleted_at" IS NULL);

-- clean | an inner join's ON filters both sides
SELECT count(*) FROM users u JOIN posts p ON p.author_id = u.id AND p.deleted_at IS NULL AND u.deleted_at IS NULL;

-- reads users | joined, one of them filtered
SELECT count(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE "posts"."deleted_at" IS NULL;

-- clean | the ON of an outer join, for the side that may be missing
SELECT "users"."name" FROM ("users" LEFT OUTER JOIN "posts" ON (("posts"."author_id" = "users"."id") AND "posts"."deleted_at" IS NULL)) WHERE "users"."deleted_at" IS NULL;

-- reads users as u | the ON of an outer join keeps the left side
SELECT u.name FROM users u LEFT JOIN posts p ON p.author_id = u.id AND p.deleted_at IS NULL AND u.deleted_at IS NULL;

-- reads posts as p | the ON of an outer join keeps the right side
SELECT u.name FROM users u RIGHT JOIN posts p ON p.author_id = u.id AND p.deleted_at IS NULL AND u.deleted_at IS NULL;

-- reads users as u, reads posts as p | a full join's ON filters neither
SELECT u.name FROM users u FULL JOIN posts p ON p.author_id = u.id AND p.deleted_at IS NULL AND u.deleted_at IS NULL;

-- reads posts as p | what is joined first is kept by the joins that follow
SELECT u.name FROM users u LEFT JOIN posts p ON p.author_id = u.id LEFT JOIN comments c ON c.post_id = p.id AND p.deleted_at IS NULL AND c.deleted_at IS NULL WHERE u.deleted_at IS NULL;

-- clean | an inner join within the nullable side
SELECT u.name FROM users u LEFT JOIN (posts p INNER JOIN comments c ON c.post_id = p.id AND c.deleted_at IS NULL) ON p.author_id = u.id AND p.deleted_at IS NULL WHERE u.deleted_at IS NULL;

-- clean | the nullable side in WHERE: nothing deleted is shown
SELECT u.name, p.title FROM users u LEFT JOIN posts p ON p.author_id = u.id WHERE u.deleted_at IS NULL AND p.deleted_at IS NULL;

-- reads comments as parents | a self-join, one filtered
SELECT c.id FROM comments c JOIN comments parents ON parents.id = c.parent_id WHERE c.deleted_at IS NULL;

-- reads comments as a | the wrong occurrence, twice
SELECT a.id FROM comments a JOIN comments b ON b.id = a.parent_id AND b.deleted_at IS NULL WHERE b.deleted_at IS NULL;

-- reads users as posts | aliases swapped: the condition is of posts
SELECT users.id FROM users posts, posts users WHERE users.author_id = posts.id AND users.deleted_at IS NULL;

-- reads posts as p | a comma is a join
SELECT u.id FROM users u, posts p WHERE u.id = p.author_id AND u.deleted_at IS NULL;

-- clean | schema-qualified, in its own letters
SELECT e.id FROM "audit"."entries" e WHERE e.deleted_at IS NULL;

-- reads entries | schema-qualified
SELECT id FROM "audit"."entries" WHERE "audit"."entries"."id" = $1;

-- reads posts | the schema that is meant anyway, unquoted, upper case
SELECT ID FROM PUBLIC.POSTS WHERE AUTHOR_ID = 1;

-- clean | unquoted, upper case
SELECT P.ID FROM POSTS P WHERE P.DELETED_AT IS NULL;

-- reads posts | in a common table expression
WITH p AS (SELECT * FROM posts) SELECT * FROM p WHERE deleted_at IS NULL;

-- reads posts | twice used, once filtered
WITH p AS (SELECT * FROM posts WHERE author_id = 1) SELECT id FROM p WHERE p.deleted_at IS NULL UNION ALL SELECT id FROM p;

-- clean | a common table expression of the table's own name
WITH posts AS (SELECT * FROM posts WHERE deleted_at IS NULL) SELECT * FROM posts;

-- reads posts | the name means the table again where the expression is not known
SELECT (WITH posts AS (SELECT 1 AS id) SELECT max(id) FROM posts), id FROM posts;

-- clean | recursive
WITH RECURSIVE t (id) AS (SELECT id FROM comments WHERE parent_id IS NULL AND deleted_at IS NULL UNION ALL SELECT c.id FROM comments c JOIN t ON t.id = c.parent_id WHERE c.deleted_at IS NULL) SELECT id FROM t;

-- reads comments as c | recursive, the second half leaks
WITH RECURSIVE t (id) AS (SELECT id FROM comments WHERE parent_id IS NULL AND deleted_at IS NULL UNION ALL SELECT c.id FROM comments c JOIN t ON t.id = c.parent_id) SELECT id FROM t;

-- reads posts | a subquery behind IN
SELECT "users"."name" FROM "users" WHERE "users"."deleted_at" IS NULL AND "users"."id" = ANY(SELECT "posts"."author_id" FROM "posts");

-- reads posts as p | correlated: the condition inside is of the outer table
SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND EXISTS (SELECT 1 FROM posts p WHERE p.author_id = u.id AND u.deleted_at IS NULL);

-- reads users as u | correlated: the outer table's condition is within EXISTS
SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.author_id = u.id AND p.deleted_at IS NULL AND u.deleted_at IS NULL);

-- reads comments | EXISTS in EXISTS
SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND EXISTS (SELECT 1 FROM posts p WHERE p.author_id = u.id AND p.deleted_at IS NULL AND EXISTS (SELECT 1 FROM comments WHERE post_id = p.id));

-- reads comments as c | a scalar subquery in the select list
SELECT p.id, (SELECT count(*) FROM comments c WHERE c.post_id = p.id) FROM posts p WHERE p.deleted_at IS NULL;

-- reads comments as c | lateral
SELECT p.id, l.body FROM posts p CROSS JOIN LATERAL (SELECT c.body FROM comments c WHERE c.post_id = p.id LIMIT 1) l WHERE p.deleted_at IS NULL;

-- clean | lateral
SELECT p.id, l.body FROM posts p LEFT JOIN LATERAL (SELECT c.body FROM comments c WHERE c.post_id = p.id AND c.deleted_at IS NULL LIMIT 1) l ON TRUE WHERE p.deleted_at IS NULL;

-- reads posts | a derived table that is filtered outside
SELECT * FROM (SELECT id, deleted_at FROM posts) p WHERE p.deleted_at IS NULL;

-- reads posts | the other branch of a UNION
SELECT id FROM posts WHERE deleted_at IS NULL UNION SELECT id FROM posts WHERE author_id = $1;

-- reads posts | the subquery of an ORDER BY
SELECT u.id FROM users u WHERE u.deleted_at IS NULL ORDER BY (SELECT count(*) FROM posts WHERE author_id = u.id);

-- reads posts, reads posts | TABLE, and an EXCEPT
TABLE posts EXCEPT SELECT * FROM posts WHERE id > 5;

-- clean | several markers, as the scope has them
SELECT id FROM communities WHERE (communities.deleted = FALSE AND communities.removed = FALSE);

-- clean | either of several markers
SELECT id FROM communities WHERE (communities.deleted = TRUE OR communities.removed = TRUE);

-- partly communities | one of several markers
SELECT id FROM communities WHERE deleted = FALSE;

-- reads communities | the marker that stands outside of the scope
SELECT id FROM communities WHERE local_removed = FALSE;

-- clean | flags said otherwise, and chosen by a bind
SELECT c.id FROM communities c WHERE NOT c.deleted AND c.removed IS NOT TRUE AND c.id IN (SELECT id FROM invoices WHERE invoices.voided = $1);

-- reads invoices | true of every row
SELECT id FROM invoices WHERE voided IS NOT NULL;

-- clean | a marker of one's own, also turned round
SELECT s.id FROM sessions s JOIN documents d ON d.id = s.id AND d.state IS DISTINCT FROM 'D' WHERE 0 = s.ended_at;

-- reads documents, reads sessions | a marker of one's own, compared with something else
SELECT sessions.id FROM sessions, documents WHERE ended_at > -1 AND state IS DISTINCT FROM 'X';

-- clean | a flag that is TRUE of active rows
SELECT id FROM shelves WHERE is_active;

-- clean | all rows, and said so
SELECT "posts"."id" FROM "posts" WHERE (('all rows of posts' = 'all rows of posts') AND ("posts"."id" = $1)) OR "posts"."id" = $2;

-- reads posts as b | all rows of another occurrence
SELECT a.id FROM posts a JOIN posts b ON b.id = a.id WHERE ('all rows of a' = 'all rows of a');

-- clean | all rows in the ON of an outer join
SELECT u.id FROM users u LEFT JOIN posts p ON ((p.author_id = u.id) AND ('all rows of p' = 'all rows of p')) WHERE ('all rows of u' = 'all rows of u');

-- clean | without a declared table
SELECT t.name FROM tags t WHERE t.name = 'posts' OR t.name = 'users';

-- clean | an update of active rows
UPDATE "posts" SET "title" = $1 WHERE "posts"."id" = $2 AND "posts"."deleted_at" IS NULL;

-- updates posts | an update of any row
UPDATE "posts" SET "title" = $1 WHERE "posts"."id" = $2;

-- reads users | UPDATE … FROM
UPDATE posts SET title = users.name FROM users WHERE users.id = posts.author_id AND posts.deleted_at IS NULL;

-- reads comments | in the value of an update
UPDATE posts SET title = (SELECT max(body) FROM comments WHERE post_id = posts.id) WHERE posts.deleted_at IS NULL;

-- clean | a soft delete
UPDATE "posts" SET "delete_reason" = $1, "deleted_at" = $2 WHERE ("posts"."id" = $3) AND "posts"."deleted_at" IS NULL;

-- stamps posts | a stamp of what has one
UPDATE posts SET deleted_at = CURRENT_TIMESTAMP WHERE id = 1 AND deleted_at IS NOT NULL;
-- clean | taken back
UPDATE posts SET deleted_at = NULL WHERE id = 1 AND deleted_at IS NOT NULL;

-- stamps posts | a soft delete by hand that forgets the guard
UPDATE posts SET deleted_at = now() WHERE id = 7;

-- clean | marks by a flag that is a value, and taken back
UPDATE posts SET deleted_at = COALESCE(posts.deleted_at, $1) WHERE id = 7;

-- clean | a mark taken back
UPDATE communities SET removed = FALSE WHERE id = $1;

-- deletes posts | a DELETE by hand
DELETE FROM "posts" WHERE "posts"."id" = $1;

-- deletes posts | of active rows
DELETE FROM "posts" WHERE "posts"."deleted_at" IS NULL;

-- clean | a purge
DELETE FROM "posts" WHERE ("posts"."author_id" = $1) AND "posts"."deleted_at" IS NOT NULL;

-- deletes accounts | of deleted rows, held or not
DELETE FROM accounts WHERE deleted_at IS NOT NULL;

-- clean | a purge that passes over what is held
DELETE FROM "accounts" WHERE "accounts"."deleted_at" IS NOT NULL AND "accounts"."legal_hold" IS NOT TRUE;

-- reads users as u | DELETE … USING
DELETE FROM likes USING users u WHERE likes.user_id = u.id;

-- reads users as u, deletes posts as p | DELETE … USING, both
DELETE FROM posts p USING users u WHERE p.author_id = u.id RETURNING p.id;

-- reads comments | RETURNING
DELETE FROM posts WHERE deleted_at IS NOT NULL RETURNING id, (SELECT count(*) FROM comments);

-- reads posts | INSERT … SELECT
INSERT INTO tags (name) SELECT title FROM posts;

-- clean | an insert
INSERT INTO "users" ("name") VALUES ($1) RETURNING "users"."id";

-- upserts users | a full unique index
INSERT INTO "users" ("name") VALUES ($1) ON CONFLICT ("name") DO UPDATE SET "name" = $2;

-- clean | an index of active rows
INSERT INTO "users" ("name") VALUES ($1) ON CONFLICT ("name") WHERE ("users"."deleted_at" IS NULL) DO UPDATE SET "name" = $2;

-- clean | the markers taken back
INSERT INTO "communities" ("id", "name") VALUES ($1, $2) ON CONFLICT ("id") DO UPDATE SET "deleted" = FALSE, "removed" = FALSE, "name" = $3;

-- clean | the marker of what was to be inserted
INSERT INTO users (id, name, deleted_at) VALUES (1, 'a', NULL) ON CONFLICT (id) DO UPDATE SET deleted_at = excluded.deleted_at;

-- clean | active rows only
INSERT INTO users AS u (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE u.deleted_at IS NULL;

-- clean | an upsert that writes nothing
INSERT INTO users (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING;

-- updates posts, reads users | MERGE
MERGE INTO posts USING users ON users.id = posts.author_id WHEN MATCHED THEN UPDATE SET title = users.name;

-- deletes posts | TRUNCATE
TRUNCATE posts CASCADE;

-- reads posts | in a statement that changes rows within a query
WITH moved AS (INSERT INTO tags (name) SELECT title FROM posts RETURNING name) SELECT count(*) FROM moved;

-- updates posts | an update within a query
WITH done AS (UPDATE posts SET title = 'x' RETURNING id) SELECT count(*) FROM done;

-- reads posts | a view
CREATE VIEW all_posts AS SELECT id FROM posts;

-- reads posts | what is explained
EXPLAIN SELECT id FROM posts;

-- clean | no row at all
SELECT id FROM posts WHERE 1 = 0;

-- reads posts | USING makes one column of others
SELECT posts.id FROM posts JOIN tags USING (id) WHERE posts.id = 1;

-- clean | USING makes one column of two, and so one condition of both
SELECT id FROM invoices JOIN invoices AS other USING (id, voided) WHERE voided = FALSE;

-- reads posts | a filter of an aggregate
SELECT count(*) FILTER (WHERE deleted_at IS NULL) FROM posts;

-- reads posts as p | the name is that of another column here
SELECT p.a FROM posts AS p (a, deleted_at, c, d, e) WHERE p.deleted_at IS NULL;

-- reads posts | NULL is not among no rows
SELECT id FROM posts WHERE deleted_at NOT IN (SELECT deleted_at FROM users WHERE deleted_at < now());

-- clean | among some values
SELECT id FROM posts WHERE deleted_at = ANY($1) AND id NOT IN (1, 2);

-- reads posts | the two halves of an OR, each with the condition: OR does not count
SELECT id FROM posts WHERE (deleted_at IS NULL AND id = 1) OR (deleted_at IS NULL AND id = 2);

-- clean | not this table, by its case
SELECT "ID" FROM "POSTS";

-- reads posts | of no table below
SELECT "posts"."id" FROM ONLY "posts" TABLESAMPLE BERNOULLI (10);

-- clean | locked, in a way of PostgreSQL's own
SELECT id FROM posts WHERE deleted_at IS NULL FOR NO KEY UPDATE SKIP LOCKED;

-- reads posts | locked, in another way of its own
SELECT id FROM posts FOR KEY SHARE OF posts NOWAIT;

-- reads comments as c | in the condition of a join
SELECT u.id FROM users u LEFT JOIN tags t ON EXISTS (SELECT 1 FROM comments c WHERE c.id = t.id) WHERE u.deleted_at IS NULL;

-- reads posts | copied out
COPY posts (id, title) TO STDOUT;

-- clean | copied in
COPY posts (id, title) FROM STDIN;

-- reads posts | in a cursor
DECLARE c CURSOR FOR SELECT id FROM posts;

-- reads posts | prepared by hand
PREPARE p AS SELECT id FROM posts WHERE id = $1;

-- reads posts | in the values of an insert
INSERT INTO tags (name) VALUES ((SELECT max(title) FROM posts));

-- clean | updated from a common table expression, with itself left out
WITH p AS (SELECT id FROM posts WHERE deleted_at IS NULL) UPDATE tags SET name = 'x' FROM p WHERE p.id = tags.id;

-- reads posts as inside | the condition outside is of the outer name
SELECT posts.id FROM posts WHERE posts.deleted_at IS NULL AND posts.id IN (SELECT inside.id FROM posts inside WHERE posts.deleted_at IS NULL);

-- reads posts | the condition is of a subquery's own table
SELECT id FROM posts WHERE EXISTS (SELECT 1 FROM comments WHERE deleted_at IS NULL);

-- clean | a truth, said again
SELECT id FROM posts WHERE (deleted_at IS NULL) IS TRUE;

-- reads posts | and doubted
SELECT id FROM posts WHERE (deleted_at IS NULL) IS NOT NULL;

-- clean | a flag unequal to a bind
SELECT id FROM invoices WHERE voided <> $1;

-- reads invoices as a | a flag equal to that of another row
SELECT a.id FROM invoices a JOIN invoices b ON b.id = a.id + 1 AND a.voided = b.voided WHERE b.voided = FALSE;

-- clean | a join with a name of its own
SELECT j.title FROM (posts p JOIN tags t ON t.id = p.id) AS j WHERE j.deleted_at IS NULL;

-- reads posts as j | a join with a name of its own
SELECT j.title FROM (posts p JOIN tags t ON t.id = p.id) AS j WHERE j.title IS NULL;

-- deletes posts | by hand, within a query
WITH gone AS (DELETE FROM posts WHERE id = 1 RETURNING *) SELECT count(*) FROM gone;

-- reads posts | a materialized view
CREATE MATERIALIZED VIEW some_posts AS SELECT id FROM posts WHERE author_id = 1;

-- clean | an index of active rows
CREATE UNIQUE INDEX posts_active ON posts (title) WHERE deleted_at IS NULL;

-- clean | a lock
LOCK TABLE posts IN SHARE ROW EXCLUSIVE MODE;

-- clean | a transaction
BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE;

-- clean | how long a batch waits for what others have locked
SELECT set_config('lock_timeout', '1000ms', TRUE) WHERE CAST(current_setting('lock_timeout') AS INTERVAL) NOT BETWEEN INTERVAL '1 ms' AND INTERVAL '1000 ms';

-- clean | and what it was before
SELECT set_config('lock_timeout', $1, TRUE);

-- == mysql

-- clean | the scope as Diesel writes it
SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NULL;

-- reads posts | nothing at all
SELECT `posts`.`title` FROM `posts` WHERE `posts`.`author_id` = ?;

-- reads posts | a string that looks like the condition
SELECT `posts`.`id` FROM `posts` WHERE `posts`.`title` = "posts.deleted_at IS NULL";

-- reads posts | through OR
SELECT id FROM posts WHERE deleted_at IS NULL OR author_id IN (?, ?, ?);

-- reads posts | through OR, as MySQL has it
SELECT id FROM posts WHERE deleted_at IS NULL || author_id = 1;

-- reads posts | through XOR
SELECT id FROM posts WHERE deleted_at IS NULL XOR author_id = 1;

-- reads posts | under NOT
SELECT id FROM posts WHERE NOT (deleted_at IS NOT NULL);

-- clean | NULL-safe
SELECT id FROM posts WHERE deleted_at <=> NULL;

-- reads posts | a function around it
SELECT id FROM posts WHERE IFNULL(deleted_at, NOW()) > '2000-01-01';

-- reads posts | IF
SELECT id FROM posts WHERE IF(deleted_at IS NULL, 1, 1);

-- clean | flags as numbers
SELECT id FROM communities WHERE deleted = 0 AND removed = 0;

-- partly communities | the other one
SELECT id FROM communities WHERE removed = 0 AND local_removed = 0;

-- clean | the flag by itself
SELECT id FROM invoices WHERE voided;

-- clean | the flag, negated
SELECT id FROM invoices i WHERE !i.voided;

-- reads invoices as i | another comparison of the flag
SELECT id FROM invoices i WHERE i.voided >= 0;

-- clean | joined
SELECT COUNT(*) FROM (`users` INNER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) WHERE (`users`.`deleted_at` IS NULL AND `posts`.`deleted_at` IS NULL);

-- reads posts | joined, in a fixed order
SELECT STRAIGHT_JOIN users.id FROM users STRAIGHT_JOIN posts ON posts.author_id = users.id WHERE users.deleted_at IS NULL;

-- reads users | the ON of an outer join keeps the left side
SELECT users.id FROM users LEFT JOIN posts ON posts.author_id = users.id AND users.deleted_at IS NULL AND posts.deleted_at IS NULL;

-- clean | a right join keeps the right side
SELECT posts.id FROM users RIGHT JOIN posts ON posts.author_id = users.id AND users.deleted_at IS NULL WHERE posts.deleted_at IS NULL;

-- reads posts as p | a comma and a join
SELECT t.name FROM tags t, users u JOIN posts p ON p.author_id = u.id WHERE u.deleted_at IS NULL;

-- clean | a natural join makes one column of both
SELECT COUNT(*) FROM invoices NATURAL JOIN invoices AS other WHERE voided = FALSE;

-- reads comments as b | the wrong occurrence
SELECT a.id FROM comments a LEFT JOIN comments b ON b.id = a.parent_id AND a.deleted_at IS NULL WHERE a.deleted_at IS NULL;

-- reads posts | with the name of the database
SELECT id FROM diesel_scopes.posts WHERE diesel_scopes.posts.id = 1;

-- clean | with the name of the database
SELECT id FROM diesel_scopes.posts WHERE diesel_scopes.posts.deleted_at IS NULL;

-- reads posts | quoted, in the other case
SELECT `ID` FROM `posts` WHERE `AUTHOR_ID` = 1;

-- clean | columns are compared without their case
SELECT `ID` FROM `posts` WHERE `Deleted_At` IS NULL;

-- reads posts | behind IN
SELECT `users`.`id` FROM `users` WHERE `users`.`deleted_at` IS NULL AND `users`.`id` IN (SELECT `posts`.`author_id` FROM `posts`);

-- clean | behind IN
SELECT `users`.`id` FROM `users` WHERE `users`.`deleted_at` IS NULL AND `users`.`id` IN (SELECT `posts`.`author_id` FROM `posts` WHERE `posts`.`deleted_at` IS NULL);

-- reads posts | NOT EXISTS
SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.author_id = u.id);

-- reads comments as c | lateral
SELECT p.id, l.n FROM posts p, LATERAL (SELECT COUNT(*) AS n FROM comments c WHERE c.post_id = p.id) AS l WHERE p.deleted_at IS NULL;

-- reads posts | a derived table
SELECT d.id FROM (SELECT id, deleted_at FROM posts) AS d WHERE d.deleted_at IS NULL;

-- reads posts | a common table expression that shadows another table
WITH users AS (SELECT author_id AS id FROM posts) SELECT id FROM users;

-- clean | a common table expression before an update
WITH p AS (SELECT id FROM posts WHERE deleted_at IS NULL) UPDATE tags SET name = 'x' WHERE id IN (SELECT id FROM p);

-- reads posts | the last branch of three
(SELECT id FROM posts WHERE deleted_at IS NULL) UNION ALL (SELECT id FROM users WHERE deleted_at IS NULL) UNION ALL (SELECT id FROM posts);

-- reads posts | HAVING
SELECT id, deleted_at FROM posts HAVING deleted_at IS NULL;

-- reads posts | a lock changes nothing of it
SELECT id FROM posts WHERE id = 1 FOR UPDATE;

-- clean | a lock changes nothing of it
SELECT id FROM posts FORCE INDEX (PRIMARY) WHERE id = 1 AND deleted_at IS NULL LOCK IN SHARE MODE;

-- clean | all rows, and said so
SELECT `posts`.`id` FROM `posts` WHERE ('all rows of posts' = 'all rows of posts');

-- reads users | all rows, but of the other table
SELECT posts.id FROM posts JOIN users ON users.id = posts.author_id WHERE ('all rows of posts' = 'all rows of posts');

-- clean | a marker of one's own
SELECT id FROM sessions WHERE ended_at = 0;

-- reads sessions | a marker of one's own, forgotten
SELECT id FROM sessions WHERE id = 0;

-- updates posts | an update of any row
UPDATE `posts` SET `title` = ? WHERE `posts`.`id` = ?;

-- updates posts, reads users | of several tables
UPDATE posts JOIN users ON users.id = posts.author_id SET posts.title = users.name;

-- clean | of several tables
UPDATE posts JOIN users ON users.id = posts.author_id AND users.deleted_at IS NULL SET posts.title = users.name WHERE posts.deleted_at IS NULL;

-- updates posts | how it is done stands where the table would
UPDATE IGNORE posts SET title = 'x' WHERE id = 1;
-- updates posts | the same with another word
UPDATE LOW_PRIORITY IGNORE posts SET title = 'x' WHERE id = 1;
-- deletes posts | of a DELETE
DELETE QUICK FROM posts WHERE id = 1;
-- clean | with the filter
UPDATE IGNORE posts SET title = 'x' WHERE id = 1 AND deleted_at IS NULL;

-- stamps posts | marked again
UPDATE posts SET deleted_at = CURRENT_TIMESTAMP WHERE author_id = 3;

-- clean | restored
UPDATE `posts` SET `deleted_at` = NULL, `delete_reason` = NULL WHERE `posts`.`id` = ?;

-- deletes posts | by hand
DELETE FROM `posts` WHERE `posts`.`id` = ?;

-- deletes posts, reads users | of one of several tables
DELETE posts FROM posts JOIN users ON users.id = posts.author_id WHERE users.id = 1;

-- clean | of one of several tables
DELETE posts FROM posts JOIN users ON users.id = posts.author_id AND users.deleted_at IS NOT NULL WHERE posts.deleted_at IS NOT NULL;

-- deletes posts, reads users as u | USING, as MySQL has it
DELETE FROM posts USING posts JOIN users u ON u.id = posts.author_id;

-- clean | a purge
DELETE FROM `communities` WHERE (`communities`.`deleted` = TRUE OR `communities`.`removed` = TRUE);

-- reads posts | INSERT … SELECT, filtered by the wrong column
INSERT INTO tags (name) SELECT title FROM posts WHERE title IS NULL;

-- upserts users | ON DUPLICATE KEY
INSERT INTO `users` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `name` = VALUES(`name`);

-- clean | ON DUPLICATE KEY that takes the mark back
INSERT INTO `users` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `deleted_at` = NULL, `name` = VALUES(`name`);

-- upserts users | REPLACE
REPLACE INTO users (id, name) VALUES (1, 'a');

-- clean | an insert
INSERT INTO users (id, name) VALUES (1, 'it''s "posts"'), (2, "b");

-- deletes users | TRUNCATE
TRUNCATE TABLE users;

-- clean | nothing declared
SELECT l.id FROM likes l LEFT JOIN tags t USING (id) WHERE l.user_id = 1;

-- reads posts | a comment that is executed
SELECT id FROM posts WHERE deleted_at IS NULL /*! OR 1 = 1 */;

-- unreadable | a comment that MariaDB executes
SELECT id FROM posts WHERE deleted_at IS NULL /*M! OR 1 = 1 */;

-- clean | a comment, and a hint
SELECT /*+ MAX_EXECUTION_TIME(1000) */ id FROM posts /* OR 1 = 1 */ WHERE deleted_at IS NULL;

-- reads posts | the condition is in a comment
SELECT id FROM posts -- WHERE deleted_at IS NULL

-- clean | a row with nothing but defaults
INSERT INTO users () VALUES ();

-- clean | no limit, as Diesel writes it
SELECT id FROM posts WHERE deleted_at IS NULL LIMIT 18446744073709551615 OFFSET ?;

-- deletes posts as p | of an alias
DELETE p FROM posts AS p WHERE p.id = 1;

-- updates posts as p | of an alias
UPDATE posts AS p SET p.title = 'x' WHERE p.id = 1;

-- reads posts, reads users | two subqueries of one condition
SELECT t.id FROM tags t WHERE (SELECT COUNT(*) FROM posts) > (SELECT COUNT(*) FROM users);

-- reads posts | in a function's argument
SELECT COALESCE((SELECT title FROM posts WHERE id = 1), 'none');

-- reads posts | INSERT … SELECT … ON DUPLICATE KEY
INSERT INTO tags (id, name) SELECT id, title FROM posts ON DUPLICATE KEY UPDATE name = VALUES(name);

-- clean | how long the session waits for what others have locked
SELECT CONCAT(@@innodb_lock_wait_timeout, ':', @@lc_messages);

-- clean | how long a batch does
SET innodb_lock_wait_timeout = 1, lc_messages = 'en_US';

-- clean | and what it was before
SET innodb_lock_wait_timeout = 50, lc_messages = ?;

-- == sqlite

-- clean | the scope as Diesel writes it
SELECT `posts`.`title` FROM `posts` WHERE `posts`.`deleted_at` IS NULL;

-- reads posts | nothing at all
SELECT `posts`.`title` FROM `posts` WHERE `posts`.`author_id` = ?;

-- clean | as SQLite and PostgreSQL have it, too
SELECT id FROM posts WHERE deleted_at ISNULL;

-- clean | the trash
SELECT id FROM posts WHERE deleted_at NOTNULL;

-- reads posts | through OR
SELECT id FROM "posts" WHERE ("posts"."deleted_at" IS NULL OR "posts"."title" LIKE '%a%');

-- reads posts | under NOT
SELECT id FROM posts WHERE NOT deleted_at IS NOT NULL;

-- reads posts | in other quotes
SELECT [id] FROM [posts] WHERE [author_id] = 1;

-- clean | in other quotes
SELECT [id] FROM [posts] WHERE [deleted_at] IS NULL;

-- reads posts | names are compared without their case, quoted or not
SELECT id FROM "Posts" WHERE "ID" = 1;

-- reads posts | of the database
SELECT id FROM main.posts WHERE id = 1;

-- clean | of the database
SELECT id FROM main.posts WHERE main.posts.deleted_at IS NULL;

-- clean | of a database that is attached
SELECT id FROM audit.entries WHERE entries.deleted_at IS NULL;

-- reads entries as e | of a database that is attached
SELECT e.id FROM audit.entries AS e WHERE e.id = 1;

-- reads posts | coalesced
SELECT id FROM posts WHERE coalesce(deleted_at, 'never') IS NOT NULL;

-- reads posts | a CASE
SELECT id FROM posts WHERE CASE deleted_at WHEN NULL THEN 0 ELSE 1 END;

-- reads posts | in a list of values
SELECT id FROM posts WHERE (deleted_at IS NULL) IN (0, 1);

-- reads posts | the whole table behind IN
SELECT id FROM users WHERE deleted_at IS NULL AND (id, author_id, name, deleted_at, id) IN posts;

-- reads users, reads posts | joined without a word
SELECT users.name FROM users, posts;

-- clean | joined
SELECT users.name FROM users INNER JOIN posts ON posts.author_id = users.id WHERE users.deleted_at IS NULL AND posts.deleted_at IS NULL;

-- reads posts | only one of the joined
SELECT users.name FROM users CROSS JOIN posts WHERE users.deleted_at IS NULL;

-- clean | outer, in ON
SELECT users.name FROM users LEFT JOIN posts ON posts.author_id = users.id AND posts.deleted_at IS NULL WHERE users.deleted_at IS NULL;

-- reads users | outer, all in ON
SELECT users.name FROM users LEFT JOIN posts ON posts.author_id = users.id AND posts.deleted_at IS NULL AND users.deleted_at IS NULL;

-- clean | nested joins as Diesel writes them
SELECT COUNT(*) FROM ((`comments` INNER JOIN `posts` ON (`comments`.`post_id` = `posts`.`id`)) LEFT OUTER JOIN `users` ON ((`comments`.`author_id` = `users`.`id`) AND `users`.`deleted_at` IS NULL)) WHERE (`comments`.`deleted_at` IS NULL AND `posts`.`deleted_at` IS NULL);

-- reads users | nested joins, the innermost forgotten
SELECT COUNT(*) FROM ((`users` LEFT OUTER JOIN `posts` ON (`posts`.`author_id` = `users`.`id`)) INNER JOIN `comments` ON (`comments`.`post_id` = `posts`.`id`)) WHERE (`comments`.`deleted_at` IS NULL AND `posts`.`deleted_at` IS NULL);

-- clean | an inner join behind an outer one filters what is before it
SELECT COUNT(*) FROM users LEFT JOIN posts ON posts.author_id = users.id JOIN comments ON comments.post_id = posts.id AND comments.deleted_at IS NULL AND users.deleted_at IS NULL AND posts.deleted_at IS NULL;

-- reads invoices as a, reads invoices as b | USING of the wrong column
SELECT a.id FROM invoices a JOIN invoices b USING (id);

-- reads invoices as b | a self-join, negated
SELECT a.id FROM invoices a, invoices b WHERE NOT a.voided AND NOT (b.voided = 1 AND b.id = 2);

-- reads posts | a common table expression twice
WITH p AS (SELECT * FROM posts) SELECT a.id FROM p a JOIN p b ON a.id = b.id WHERE a.deleted_at IS NULL AND b.deleted_at IS NULL;

-- clean | a recursive one, with the depth
WITH RECURSIVE t (id, depth) AS (SELECT id, 0 FROM comments WHERE id = 1 AND deleted_at IS NULL UNION ALL SELECT comments.id, t.depth + 1 FROM t JOIN comments ON comments.parent_id = t.id AND comments.deleted_at IS NULL) SELECT id FROM t;

-- reads posts as p | a subquery in a subquery in a derived table
SELECT x.id FROM (SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND u.id IN (SELECT p.author_id FROM posts p WHERE p.id = 1)) AS x;

-- reads comments | in the WHERE of a scalar subquery
SELECT id FROM posts WHERE deleted_at IS NULL AND (SELECT COUNT(*) FROM comments WHERE comments.post_id = posts.id) > 3;

-- reads comments | in a function of a window
SELECT id, ROW_NUMBER() OVER (ORDER BY (SELECT MAX(id) FROM comments)) FROM posts WHERE deleted_at IS NULL;

-- reads posts | EXCEPT
SELECT id FROM posts WHERE deleted_at IS NULL EXCEPT SELECT id FROM posts;

-- reads posts | in the LIMIT
SELECT id FROM users WHERE deleted_at IS NULL LIMIT (SELECT COUNT(*) FROM posts);

-- partly communities | one of several
SELECT id FROM communities WHERE deleted = 0;

-- clean | one that is set says enough
SELECT id FROM communities WHERE removed = 1;

-- reads communities | an OR of what is active
SELECT id FROM communities WHERE (deleted = 0 OR removed = 0);

-- reads communities | an OR with something else
SELECT id FROM communities WHERE (deleted = TRUE OR removed = TRUE OR id = 1);

-- clean | not deleted, or not there
SELECT id FROM communities WHERE ((`communities`.`deleted` = TRUE) IS NOT TRUE AND (`communities`.`removed` = TRUE) IS NOT TRUE);

-- clean | a marker of one's own, by a bind
SELECT id FROM documents WHERE state IS DISTINCT FROM 'D' AND id IN (SELECT id FROM sessions WHERE ended_at = ?);

-- clean | all rows of both, and said so
SELECT p.id FROM posts AS p JOIN users AS u ON ((u.id = p.author_id) AND ('all rows of u' = 'all rows of u')) WHERE ('all rows of p' = 'all rows of p');

-- reads posts | something else is true
SELECT id FROM posts WHERE ('all rows of users' = 'all rows of users');

-- reads posts | not the same on both sides
SELECT id FROM posts WHERE 'all rows of posts' <> 'all rows of users';

-- reads posts as p | all rows of the table's name, which is not its name here
SELECT p.id FROM posts p WHERE 'all rows of posts' = 'all rows of posts';

-- reads posts | true anyway
SELECT id FROM posts WHERE (TRUE OR deleted_at IS NULL);

-- clean | an update
UPDATE posts SET title = 'x' WHERE deleted_at IS NULL;

-- updates posts | an update
UPDATE posts SET title = 'x', author_id = 1;

-- updates posts, reads users as u | UPDATE … FROM
UPDATE posts SET title = u.name FROM users AS u WHERE u.id = posts.author_id;

-- clean | a soft delete of one of several markers
UPDATE `communities` SET `removed` = TRUE WHERE (`communities`.`id` = ?) AND `communities`.`removed` = FALSE;

-- stamps sessions | a marker of one's own, marked again
UPDATE sessions SET ended_at = 5 WHERE id = 1;

-- clean | a marker of one's own, kept where it is marked
UPDATE sessions SET ended_at = CASE WHEN sessions.ended_at = 0 THEN ? ELSE sessions.ended_at END WHERE id = 1;

-- deletes posts | by hand
DELETE FROM posts;

-- clean | a purge by the marker that stands outside of the scope
DELETE FROM communities WHERE communities.local_removed = TRUE;

-- clean | all rows, and said so
DELETE FROM `posts` WHERE ('all rows of posts' = 'all rows of posts');

-- reads posts | INSERT … SELECT
INSERT INTO tags (id, name) SELECT id, title FROM posts ORDER BY id;

-- upserts users | a full unique index
INSERT INTO users (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- clean | an index of active rows
INSERT INTO users (name) VALUES ('a') ON CONFLICT (name) WHERE deleted_at IS NULL DO UPDATE SET name = excluded.name;

-- upserts users | OR REPLACE
INSERT OR REPLACE INTO users (id, name) VALUES (1, 'a');

-- upserts users | REPLACE
REPLACE INTO users (id, name) VALUES (1, 'a');

-- clean | OR IGNORE
INSERT OR IGNORE INTO users (id, name) VALUES (1, 'a');

-- reads posts | a view
CREATE VIEW all_posts AS SELECT id, title FROM posts;

-- reads posts | a table made of another
CREATE TABLE copies AS SELECT * FROM posts;

-- clean | a setting
PRAGMA foreign_keys = ON;
