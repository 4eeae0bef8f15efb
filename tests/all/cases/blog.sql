INSERT INTO users (id, name, deleted_at) VALUES
    (1, 'ann', NULL),
    (2, 'bob', NULL),
    (3, 'cyd', '2026-01-01 00:00:00');

-- Of each author one post; a deleted one of a live author; a live one of a
-- deleted author.
INSERT INTO posts (id, author_id, title, published, deleted_at, delete_reason, deleted_by) VALUES
    (1, 1, 'ants', TRUE, NULL, NULL, NULL),
    (2, 1, 'bees', TRUE, '2026-01-01 00:00:00', 'spam', 2),
    (3, 2, 'cats', FALSE, NULL, NULL, NULL),
    (4, 3, 'dogs', TRUE, NULL, NULL, NULL);

-- 4 answers 1; 3 is a live comment on a deleted post.
INSERT INTO comments (id, post_id, author_id, parent_id, body, deleted_at) VALUES
    (1, 1, 2, NULL, 'nice', NULL),
    (2, 1, 1, NULL, 'oops', '2026-01-01 00:00:00'),
    (3, 2, 2, NULL, 'buzz', NULL),
    (4, 1, 1, 1, 'thanks', NULL);

INSERT INTO invoices (id, customer_id, amount, voided) VALUES
    (1, 1, 100, FALSE),
    (2, 1, 200, TRUE),
    (3, 2, 400, FALSE);

INSERT INTO attachments (id, owner_id, file_name, deleted_at) VALUES
    (1, 1, 'a.png', NULL),
    (2, 1, 'b.png', '2026-01-01 00:00:00'),
    (3, NULL, 'c.png', NULL);

INSERT INTO communities (id, name, deleted, removed) VALUES
    (1, 'open', FALSE, FALSE),
    (2, 'closed', TRUE, FALSE),
    (3, 'banned', FALSE, TRUE),
    (4, 'gone', TRUE, TRUE);
