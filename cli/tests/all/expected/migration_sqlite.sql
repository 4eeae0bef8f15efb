-- soft_delete_people/up.sql
ALTER TABLE "people" ADD COLUMN "deleted_at" TIMESTAMP;
CREATE UNIQUE INDEX "people_active" ON "people" (lower(email) DESC)
    WHERE (boss IS NOT NULL) AND "deleted_at" IS NULL;
DROP INDEX "people_email";
CREATE UNIQUE INDEX "people_team_id_name_active" ON "people" ("team_id", "name")
    WHERE "deleted_at" IS NULL;
DROP INDEX "people_name";
CREATE INDEX "orders_person" ON "orders" ("person");
CREATE INDEX "orders_account" ON "orders" ("account");
CREATE INDEX "people_boss" ON "people" ("boss");

-- soft_delete_people/down.sql
DROP INDEX "people_boss";
DROP INDEX "orders_account";
DROP INDEX "orders_person";
DROP INDEX "people_team_id_name_active";
CREATE UNIQUE INDEX people_name ON people (team_id, name);
DROP INDEX "people_active";
CREATE UNIQUE INDEX people_email ON people (lower(email) DESC) WHERE boss IS NOT NULL;
ALTER TABLE "people" DROP COLUMN "deleted_at";
