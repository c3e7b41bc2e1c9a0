-- migrate:up foreign_keys:off
CREATE TABLE `customers__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `full_name` TEXT NOT NULL,
  `email` TEXT NOT NULL
) STRICT;
INSERT INTO `customers__new` (`id`, `full_name`, `email`)
SELECT
  `id`,
  `full_name`,
  lower(replace(`full_name`, ' ', '.')) || '@example.com'
FROM `customers`;
DROP TABLE `customers`;
ALTER TABLE `customers__new` RENAME TO `customers`;

-- migrate:down
-- the column customers.email is dropped with its values: release the programs that do not use it first, and keep a copy of its values.
ALTER TABLE `customers` DROP COLUMN `email`;
