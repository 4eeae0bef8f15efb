-- soft_delete_people/up.sql
ALTER TABLE "people" ADD COLUMN "deleted_at" TIMESTAMP;

-- soft_delete_people/down.sql
ALTER TABLE "people" DROP COLUMN "deleted_at";

-- soft_delete_people_people_email_active/up.sql
CREATE UNIQUE INDEX CONCURRENTLY "people_email_active" ON public.people USING btree (lower((email)::text) text_pattern_ops) INCLUDE (name)
    WHERE ((boss IS NOT NULL)) AND "deleted_at" IS NULL;

-- soft_delete_people_people_email_active/down.sql
DROP INDEX CONCURRENTLY "people_email_active";

# soft_delete_people_people_email_active/metadata.toml
run_in_transaction = false

-- soft_delete_people_people_team_id_name_active/up.sql
CREATE UNIQUE INDEX CONCURRENTLY "people_team_id_name_active" ON "people" ("team_id", "name")
    WHERE "deleted_at" IS NULL;

-- soft_delete_people_people_team_id_name_active/down.sql
DROP INDEX CONCURRENTLY "people_team_id_name_active";

# soft_delete_people_people_team_id_name_active/metadata.toml
run_in_transaction = false

-- soft_delete_people_orders_account/up.sql
CREATE INDEX CONCURRENTLY "orders_account" ON "orders" ("account");

-- soft_delete_people_orders_account/down.sql
DROP INDEX CONCURRENTLY "orders_account";

# soft_delete_people_orders_account/metadata.toml
run_in_transaction = false

-- soft_delete_people_orders_person/up.sql
CREATE INDEX CONCURRENTLY "orders_person" ON "orders" ("person");

-- soft_delete_people_orders_person/down.sql
DROP INDEX CONCURRENTLY "orders_person";

# soft_delete_people_orders_person/metadata.toml
run_in_transaction = false

-- soft_delete_people_people_boss/up.sql
CREATE INDEX CONCURRENTLY "people_boss" ON "people" ("boss");

-- soft_delete_people_people_boss/down.sql
DROP INDEX CONCURRENTLY "people_boss";

# soft_delete_people_people_boss/metadata.toml
run_in_transaction = false

-- soft_delete_people_people_team_id/up.sql
CREATE INDEX CONCURRENTLY "people_team_id" ON "people" ("team_id");

-- soft_delete_people_people_team_id/down.sql
DROP INDEX CONCURRENTLY "people_team_id";

# soft_delete_people_people_team_id/metadata.toml
run_in_transaction = false

-- soft_delete_people_drop_unique/up.sql
DROP INDEX "people_email";
ALTER TABLE "people" DROP CONSTRAINT "people_name";

-- soft_delete_people_drop_unique/down.sql
-- Fails where a deleted row has what another has that is unique: purge such rows first.
CREATE UNIQUE INDEX people_email ON public.people USING btree (lower((email)::text) text_pattern_ops) INCLUDE (name) WHERE (boss IS NOT NULL);
ALTER TABLE "people" ADD CONSTRAINT "people_name" UNIQUE (team_id, name);
