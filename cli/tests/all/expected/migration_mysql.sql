-- soft_delete_people/up.sql
ALTER TABLE `people`
    ADD COLUMN `deleted_at` DATETIME(6) NULL,
    ADD COLUMN `is_active` TINYINT GENERATED ALWAYS AS (CASE WHEN `deleted_at` IS NULL THEN 1 END) VIRTUAL,
    ADD UNIQUE INDEX `people_email_active` (`email`(10), `is_active`),
    DROP INDEX `people_email`,
    ADD UNIQUE INDEX `people_team_id_name_active` (`team_id`, `name`, `is_active`),
    DROP INDEX `people_name`;
CREATE INDEX `people_team_id` ON `people` (`team_id`);

-- soft_delete_people/down.sql
-- Fails where a deleted row has what another has that is unique: purge such rows first.
DROP INDEX `people_team_id` ON `people`;
ALTER TABLE `people`
    ADD UNIQUE INDEX `people_name` (`team_id`, `name`),
    DROP INDEX `people_team_id_name_active`,
    ADD UNIQUE INDEX `people_email` (`email`(10)),
    DROP INDEX `people_email_active`,
    DROP COLUMN `is_active`,
    DROP COLUMN `deleted_at`;
