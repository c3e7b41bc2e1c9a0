-- migrate:up foreign_keys:off
CREATE TABLE `customers__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `full_name` TEXT NOT NULL,
  `email` TEXT NOT NULL,
  `spent` INTEGER NOT NULL,
  CONSTRAINT `uc_customers_email` UNIQUE (`email`)
) STRICT;
INSERT INTO `customers__new` (`id`, `full_name`, `email`, `spent`)
SELECT
  `id`,
  `full_name`,
  `email`,
  `spent`
FROM `customers`;
DROP TABLE `customers`;
ALTER TABLE `customers__new` RENAME TO `customers`;
CREATE INDEX `ix_orders_year` ON `orders` (`year`);

-- migrate:down foreign_keys:off
DROP INDEX `ix_orders_year`;
CREATE TABLE `customers__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `full_name` TEXT NOT NULL,
  `email` TEXT NOT NULL,
  `spent` INTEGER NOT NULL
) STRICT;
INSERT INTO `customers__new` (`id`, `full_name`, `email`, `spent`)
SELECT
  `id`,
  `full_name`,
  `email`,
  `spent`
FROM `customers`;
DROP TABLE `customers`;
ALTER TABLE `customers__new` RENAME TO `customers`;
