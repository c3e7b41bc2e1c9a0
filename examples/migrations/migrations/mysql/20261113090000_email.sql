-- migrate:up
ALTER TABLE `customers` ADD COLUMN `email` varchar(200), ALGORITHM=INSTANT;
UPDATE `customers` SET `email` = concat(lower(replace(`full_name`, ' ', '.')), '@example.com') WHERE `email` IS NULL;
ALTER TABLE `customers` MODIFY COLUMN `email` varchar(200) NOT NULL;

-- migrate:down
-- the column customers.email is dropped with its values: release the programs that do not use it first, and keep a copy of its values.
ALTER TABLE `customers` DROP COLUMN `email`;
