-- migrate:up
ALTER TABLE "customers" ADD COLUMN "email" varchar(200) COLLATE "C";
UPDATE "customers" SET "email" = lower(replace("full_name", ' ', '.')) || '@example.com' WHERE "email" IS NULL;
ALTER TABLE "customers" ALTER COLUMN "email" SET NOT NULL;

-- migrate:down
-- the column customers.email is dropped with its values: release the programs that do not use it first, and keep a copy of its values.
ALTER TABLE "customers" DROP COLUMN "email";
