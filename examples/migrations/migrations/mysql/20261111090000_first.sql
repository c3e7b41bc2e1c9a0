-- migrate:up
CREATE TABLE `customers` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `orders` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `customer` bigint NOT NULL,
  `cents` bigint NOT NULL,
  `year` int NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `fk_orders_customers_id_customer` FOREIGN KEY (`customer`) REFERENCES `customers` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- migrate:down
-- the table orders is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `orders`;
-- the table customers is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `customers`;
