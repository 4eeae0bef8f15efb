-- soft_delete_people/up.sql
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
BEGIN;
CREATE TABLE "people_new" (id INTEGER NOT NULL PRIMARY KEY, team_id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, email VARCHAR(50), account VARCHAR(50) NOT NULL UNIQUE, boss INTEGER, FOREIGN KEY (team_id) REFERENCES teams (id), FOREIGN KEY (boss) REFERENCES people (id));
INSERT INTO "people_new" ("id", "team_id", "name", "email", "account", "boss")
    SELECT "id", "team_id", "name", "email", "account", "boss" FROM "people";
DROP TABLE "people";
ALTER TABLE "people_new" RENAME TO "people";
CREATE INDEX people_team ON people (team_id);
CREATE TRIGGER people_insert AFTER INSERT ON people WHEN new.name = '' BEGIN UPDATE people SET name = 'nobody' WHERE id = new.id; END;
ALTER TABLE "people" ADD COLUMN "deleted_at" TIMESTAMP;
CREATE UNIQUE INDEX "people_email_active" ON "people" (lower(email) DESC)
    WHERE (boss IS NOT NULL) AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "people_team_id_name_active" ON "people" ("team_id", "name")
    WHERE "deleted_at" IS NULL;
CREATE INDEX "orders_account" ON "orders" ("account");
CREATE INDEX "orders_person" ON "orders" ("person");
CREATE INDEX "people_boss" ON "people" ("boss");
COMMIT;
PRAGMA legacy_alter_table = OFF;
-- From here on the connection enforces foreign keys. Take this line out where it did not before.
PRAGMA foreign_keys = ON;

-- soft_delete_people/down.sql
-- Fails where a deleted row has what another has that is unique: purge such rows first.
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
BEGIN;
DROP INDEX "people_boss";
DROP INDEX "orders_person";
DROP INDEX "orders_account";
CREATE TABLE "people_new" (id INTEGER NOT NULL PRIMARY KEY, team_id INTEGER NOT NULL, name VARCHAR(50) NOT NULL, email VARCHAR(50), account VARCHAR(50) NOT NULL UNIQUE, boss INTEGER, FOREIGN KEY (team_id) REFERENCES teams (id), FOREIGN KEY (boss) REFERENCES people (id), CONSTRAINT people_name UNIQUE (team_id, name));
INSERT INTO "people_new" ("id", "team_id", "name", "email", "account", "boss")
    SELECT "id", "team_id", "name", "email", "account", "boss" FROM "people";
DROP TABLE "people";
ALTER TABLE "people_new" RENAME TO "people";
CREATE INDEX people_team ON people (team_id);
CREATE UNIQUE INDEX people_email ON people (lower(email) DESC) WHERE boss IS NOT NULL;
CREATE TRIGGER people_insert AFTER INSERT ON people WHEN new.name = '' BEGIN UPDATE people SET name = 'nobody' WHERE id = new.id; END;
COMMIT;
PRAGMA legacy_alter_table = OFF;
-- From here on the connection enforces foreign keys. Take this line out where it did not before.
PRAGMA foreign_keys = ON;

# soft_delete_people/metadata.toml
run_in_transaction = false
