-- Children first: the foreign keys restrict.
DROP TABLE communities;
DROP TABLE attachments;
DROP TABLE invoices;
DROP TABLE comments;
DROP TABLE posts;
DROP TABLE users;
