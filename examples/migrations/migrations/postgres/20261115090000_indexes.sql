-- migrate:up transaction:false
CREATE UNIQUE INDEX CONCURRENTLY "uc_customers_email" ON "customers" ("email");
ALTER TABLE "customers" ADD CONSTRAINT "uc_customers_email" UNIQUE USING INDEX "uc_customers_email";
CREATE INDEX CONCURRENTLY "ix_orders_year" ON "orders" ("year");

-- migrate:down
ALTER TABLE "orders" DROP CONSTRAINT "fk_orders_customers_id_customer";
ALTER TABLE "customers" DROP CONSTRAINT "uc_customers_email";
DROP INDEX "ix_orders_year";
ALTER TABLE "orders" ADD CONSTRAINT "fk_orders_customers_id_customer" FOREIGN KEY ("customer") REFERENCES "customers" ("id") ON DELETE CASCADE;
