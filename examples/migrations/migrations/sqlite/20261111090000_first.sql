-- migrate:up
CREATE TABLE `customers` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL
) STRICT;
CREATE TABLE `orders` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `customer` INTEGER NOT NULL,
  `cents` INTEGER NOT NULL,
  `year` INTEGER NOT NULL,
  CONSTRAINT `fk_orders_customers_id_customer` FOREIGN KEY (`customer`) REFERENCES `customers` (`id`) ON DELETE CASCADE
) STRICT;

-- migrate:down
-- the table orders is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `orders`;
-- the table customers is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `customers`;
