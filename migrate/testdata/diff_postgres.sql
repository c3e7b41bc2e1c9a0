ALTER TYPE "genre" ADD VALUE 'essay';
ALTER TABLE "titles" RENAME COLUMN "titel" TO "title";
CREATE TABLE "seriess" (
  "code" varchar(10) COLLATE "C" NOT NULL,
  PRIMARY KEY ("code")
);
ALTER TABLE "authors" DROP CONSTRAINT "rated";
ALTER TABLE "titles" RENAME CONSTRAINT "uc_titles_titel" TO "uc_titles_title";
ALTER TABLE "authors" ADD COLUMN "alive" boolean NOT NULL DEFAULT (true);
ALTER TABLE "authors" ALTER COLUMN "alive" DROP DEFAULT;
ALTER TABLE "authors" ALTER COLUMN "name" TYPE varchar(80) COLLATE "C";
UPDATE "authors" SET "born" = '1900-01-01' WHERE "born" IS NULL;
ALTER TABLE "authors" ALTER COLUMN "born" SET NOT NULL;
ALTER TABLE "authors" ALTER COLUMN "rate" SET DEFAULT (1.5);
ALTER TABLE "titles" ADD COLUMN "series" varchar(10) COLLATE "C";
ALTER TABLE "titles" ADD COLUMN "pages" integer;
UPDATE "titles" SET "pages" = /* migrate:fill titles.pages */ NULL WHERE "pages" IS NULL;
ALTER TABLE "titles" ALTER COLUMN "pages" SET NOT NULL;
ALTER TABLE "titles" ALTER COLUMN "price" TYPE numeric(10, 3);
ALTER TABLE "authors" ADD CONSTRAINT "rated" CHECK (rate >= 0) NOT VALID;
COMMENT ON TABLE "authors" IS 'who writes';
ALTER TABLE "titles" DROP COLUMN "old";
ALTER TABLE "titles" ADD CONSTRAINT "fk_titles_seriess_code_series" FOREIGN KEY ("series") REFERENCES "seriess" ("code") ON DELETE SET NULL NOT VALID;
CREATE INDEX CONCURRENTLY "ix_authors_name" ON "authors" ("name");
ALTER TABLE "authors" VALIDATE CONSTRAINT "rated";
ALTER TABLE "titles" VALIDATE CONSTRAINT "fk_titles_seriess_code_series";

-- down
DROP INDEX "ix_authors_name";
ALTER TABLE "titles" RENAME COLUMN "title" TO "titel";
ALTER TABLE "titles" DROP CONSTRAINT "fk_titles_seriess_code_series";
ALTER TABLE "authors" DROP CONSTRAINT "rated";
ALTER TABLE "titles" RENAME CONSTRAINT "uc_titles_title" TO "uc_titles_titel";
ALTER TABLE "authors" ALTER COLUMN "name" TYPE varchar(50) COLLATE "C";
ALTER TABLE "authors" ALTER COLUMN "born" DROP NOT NULL;
ALTER TABLE "authors" ALTER COLUMN "rate" DROP DEFAULT;
ALTER TABLE "titles" ADD COLUMN "old" text COLLATE "C" NOT NULL DEFAULT ('');
ALTER TABLE "titles" ALTER COLUMN "old" DROP DEFAULT;
ALTER TABLE "titles" ALTER COLUMN "price" TYPE numeric(8, 2);
ALTER TABLE "authors" DROP COLUMN "alive";
ALTER TABLE "authors" ADD CONSTRAINT "rated" CHECK (rate > 0);
COMMENT ON TABLE "authors" IS NULL;
ALTER TABLE "titles" DROP COLUMN "series";
ALTER TABLE "titles" DROP COLUMN "pages";
DROP TABLE "seriess";
ALTER TYPE "genre" RENAME TO "genre__old";
CREATE TYPE "genre" AS ENUM ('novel', 'poem');
ALTER TABLE "authors" ALTER COLUMN "genre" TYPE "genre" USING "genre"::text::"genre";
DROP TYPE "genre__old";
