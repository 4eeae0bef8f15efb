-- soft_delete_people/up.sql
ALTER TABLE "people" ADD COLUMN "deleted_at" TIMESTAMP;
CREATE UNIQUE INDEX "people_email_active" ON public.people USING btree (lower((email)::text) text_pattern_ops) INCLUDE (name)
    WHERE ((boss IS NOT NULL)) AND "deleted_at" IS NULL;
CREATE UNIQUE INDEX "people_team_id_name_active" ON "people" ("team_id", "name")
    WHERE "deleted_at" IS NULL;
CREATE INDEX "orders_account" ON "orders" ("account");
CREATE INDEX "orders_person" ON "orders" ("person");
CREATE INDEX "people_boss" ON "people" ("boss");
CREATE INDEX "people_team_id" ON "people" ("team_id");
DROP INDEX "people_email";
ALTER TABLE "people" DROP CONSTRAINT "people_name";

-- soft_delete_people/down.sql
-- Fails where a deleted row has what another has that is unique: purge such rows first.
CREATE UNIQUE INDEX people_email ON public.people USING btree (lower((email)::text) text_pattern_ops) INCLUDE (name) WHERE (boss IS NOT NULL);
ALTER TABLE "people" ADD CONSTRAINT "people_name" UNIQUE (team_id, name);
DROP INDEX "people_team_id";
DROP INDEX "people_boss";
DROP INDEX "orders_person";
DROP INDEX "orders_account";
DROP INDEX "people_team_id_name_active";
DROP INDEX "people_email_active";
ALTER TABLE "people" DROP COLUMN "deleted_at";
