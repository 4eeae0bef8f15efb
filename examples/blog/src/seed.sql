-- What is in a new blog, so that there is something to look at. The ids of the
-- new tables count from 1.

INSERT INTO users (name) VALUES ('admin'), ('quill'), ('maple'), ('bargains'), ('reader');

INSERT INTO posts (author_id, title, published, deleted_at, delete_reason, deleted_by) VALUES
    (2, 'Sourdough, third attempt', TRUE, NULL, NULL, NULL),
    (2, 'A week without a phone', TRUE, NULL, NULL, NULL),
    (3, 'Autumn hikes for beginners', TRUE, NULL, NULL, NULL),
    (3, 'Which boots to buy', FALSE, NULL, NULL, NULL),
    (4, 'CHEAP WATCHES CLICK HERE', TRUE, NULL, NULL, NULL),
    (2, 'This blog has moved', TRUE, '2025-06-01 12:00:00', 'out of date', 2);

INSERT INTO comments (post_id, author_id, parent_id, body, deleted_at) VALUES
    (1, 3, NULL, 'How long did you let it rise?', NULL),
    (1, 2, 1, 'Fourteen hours, in the fridge.', NULL),
    (1, 4, NULL, 'best watches >>> my profile', NULL),
    (2, 4, NULL, 'best watches >>> my profile', NULL),
    (3, 5, NULL, 'Which map do you use?', NULL),
    (6, 5, NULL, 'Where to?', '2025-06-01 12:00:00');

-- Only active ones stand against the deletion of their customer.
INSERT INTO invoices (customer_id, amount, voided) VALUES (3, 4900, FALSE), (2, 1200, TRUE);

INSERT INTO attachments (owner_id, file_name) VALUES (2, 'crumb.jpg'), (4, 'watches.png');

INSERT INTO communities (name, removed) VALUES ('baking', FALSE), ('watches', TRUE);
