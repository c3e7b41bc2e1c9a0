-- migrate:up
ALTER TABLE `customers` ADD CONSTRAINT `uc_customers_email` UNIQUE (`email`);
ALTER TABLE `orders` ADD INDEX `ix_orders_year` (`year`);

-- migrate:down
ALTER TABLE `orders` DROP FOREIGN KEY `fk_orders_customers_id_customer`, DROP INDEX `fk_orders_customers_id_customer`;
ALTER TABLE `customers` DROP INDEX `uc_customers_email`;
ALTER TABLE `orders` DROP INDEX `ix_orders_year`;
ALTER TABLE `orders` ADD CONSTRAINT `fk_orders_customers_id_customer` FOREIGN KEY (`customer`) REFERENCES `customers` (`id`) ON DELETE CASCADE;
