-- migrate:up
ALTER TABLE `customers` ADD COLUMN `spent` bigint NOT NULL DEFAULT (0);
ALTER TABLE `customers` ALTER COLUMN `spent` DROP DEFAULT;

-- migrate:down
-- the column customers.spent is dropped with its values: release the programs that do not use it first, and keep a copy of its values.
ALTER TABLE `customers` DROP COLUMN `spent`;
