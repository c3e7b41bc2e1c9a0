-- migrate:up
CREATE TYPE "role" AS ENUM ('admin', 'member', 'guest');
CREATE TYPE "status" AS ENUM ('open', 'doing', 'closed');
CREATE TABLE "tenants" (
  "id" char(32) COLLATE "C" NOT NULL,
  "slug" varchar(40) COLLATE "C" NOT NULL,
  "name" varchar(100) COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_tenants_slug" UNIQUE ("slug")
);
CREATE TABLE "teams" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "name" varchar(100) COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_teams_tenant_name" UNIQUE ("tenant", "name"),
  CONSTRAINT "fk_teams_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE
);
CREATE INDEX "ix_teams_tenant" ON "teams" ("tenant");
CREATE TABLE "projects" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "code" varchar(8) COLLATE "C" NOT NULL,
  "name" varchar(200) COLLATE "C" NOT NULL,
  "team" char(32) COLLATE "C",
  "rate" numeric(10, 2) NOT NULL,
  "settings" jsonb NOT NULL,
  "version" integer NOT NULL,
  "deleted" timestamptz,
  PRIMARY KEY ("id"),
  CONSTRAINT "fk_projects_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_projects_teams_id_team" FOREIGN KEY ("team") REFERENCES "teams" ("id") ON DELETE SET NULL
);
CREATE INDEX "ix_projects_tenant" ON "projects" ("tenant");
CREATE INDEX "ix_projects_team" ON "projects" ("team");
CREATE UNIQUE INDEX "uc_projects_tenant_code" ON "projects" ("tenant", "code") WHERE "deleted" IS NULL;
CREATE TABLE "users" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "email" varchar(200) COLLATE "C" NOT NULL,
  "name" varchar(100) COLLATE "C" NOT NULL,
  "role" "role" NOT NULL,
  "token" text COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_users_email" UNIQUE ("email"),
  CONSTRAINT "fk_users_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE
);
CREATE INDEX "ix_users_tenant" ON "users" ("tenant");
CREATE TABLE "issues" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "project" char(32) COLLATE "C" NOT NULL,
  "parent" char(32) COLLATE "C",
  "title" varchar(200) COLLATE "C" NOT NULL,
  "body" text COLLATE "C" NOT NULL,
  "status" "status" NOT NULL,
  "priority" smallint NOT NULL,
  "assignee" char(32) COLLATE "C",
  "estimate" numeric(8, 2),
  "spent" numeric(8, 2) NOT NULL,
  "due" date,
  "closed_at" timestamptz,
  "version" integer NOT NULL,
  "deleted" timestamptz,
  PRIMARY KEY ("id"),
  CONSTRAINT "fk_issues_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_issues_projects_id_project" FOREIGN KEY ("project") REFERENCES "projects" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_issues_issues_id_parent" FOREIGN KEY ("parent") REFERENCES "issues" ("id") ON DELETE SET NULL,
  CONSTRAINT "fk_issues_users_id_assignee" FOREIGN KEY ("assignee") REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE INDEX "ix_issues_tenant" ON "issues" ("tenant");
CREATE INDEX "ix_issues_project" ON "issues" ("project");
CREATE INDEX "ix_issues_parent" ON "issues" ("parent");
CREATE INDEX "ix_issues_status" ON "issues" ("status");
CREATE INDEX "ix_issues_assignee" ON "issues" ("assignee");
CREATE TABLE "attachments" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "issue" char(32) COLLATE "C" NOT NULL,
  "name" varchar(200) COLLATE "C" NOT NULL,
  "media" varchar(100) COLLATE "C" NOT NULL,
  "data" bytea NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "fk_attachments_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_attachments_issues_id_issue" FOREIGN KEY ("issue") REFERENCES "issues" ("id") ON DELETE CASCADE
);
CREATE INDEX "ix_attachments_tenant" ON "attachments" ("tenant");
CREATE INDEX "ix_attachments_issue" ON "attachments" ("issue");
CREATE TABLE "comments" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "issue" char(32) COLLATE "C" NOT NULL,
  "author" char(32) COLLATE "C" NOT NULL,
  "text" text COLLATE "C" NOT NULL,
  "version" integer NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "fk_comments_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_comments_issues_id_issue" FOREIGN KEY ("issue") REFERENCES "issues" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_comments_users_id_author" FOREIGN KEY ("author") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "ix_comments_tenant" ON "comments" ("tenant");
CREATE INDEX "ix_comments_issue" ON "comments" ("issue");
CREATE INDEX "ix_comments_author" ON "comments" ("author");
CREATE TABLE "entries" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "who" char(32) COLLATE "C",
  "did" varchar(10) COLLATE "C" NOT NULL,
  "of_table" varchar(40) COLLATE "C" NOT NULL,
  "of_row" char(32) COLLATE "C" NOT NULL,
  "changes" jsonb NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "fk_entries_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE,
  CONSTRAINT "fk_entries_users_id_who" FOREIGN KEY ("who") REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE INDEX "ix_entries_tenant" ON "entries" ("tenant");
CREATE INDEX "ix_entries_who" ON "entries" ("who");
CREATE INDEX "ix_entries_of_row" ON "entries" ("of_row");
CREATE TABLE "labels" (
  "id" char(32) COLLATE "C" NOT NULL,
  "tenant" char(32) COLLATE "C" NOT NULL,
  "created_at" timestamptz NOT NULL,
  "updated_at" timestamptz NOT NULL,
  "name" varchar(40) COLLATE "C" NOT NULL,
  "color" varchar(7) COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_labels_tenant_name" UNIQUE ("tenant", "name"),
  CONSTRAINT "fk_labels_tenants_id_tenant" FOREIGN KEY ("tenant") REFERENCES "tenants" ("id") ON DELETE CASCADE
);
CREATE INDEX "ix_labels_tenant" ON "labels" ("tenant");
CREATE TABLE "issues_labels" (
  "id" integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  "issue" char(32) COLLATE "C" NOT NULL,
  "label" char(32) COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_issues_labels_issue_label" UNIQUE ("issue", "label"),
  CONSTRAINT "fk_issues_labels_issues_issue_id" FOREIGN KEY ("issue") REFERENCES "issues" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "fk_issues_labels_labels_label_id" FOREIGN KEY ("label") REFERENCES "labels" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE "memberships" (
  "id" bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,
  "leads" boolean NOT NULL,
  "since" date NOT NULL,
  "team" char(32) COLLATE "C" NOT NULL,
  "user" char(32) COLLATE "C" NOT NULL,
  PRIMARY KEY ("id"),
  CONSTRAINT "uc_memberships_team_user" UNIQUE ("team", "user"),
  CONSTRAINT "fk_memberships_teams_team_id" FOREIGN KEY ("team") REFERENCES "teams" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "fk_memberships_users_user_id" FOREIGN KEY ("user") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- migrate:down
-- the table memberships is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "memberships";
-- the table issues_labels is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "issues_labels";
-- the table labels is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "labels";
-- the table entries is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "entries";
-- the table comments is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "comments";
-- the table attachments is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "attachments";
-- the table issues is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "issues";
-- the table users is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "users";
-- the table projects is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "projects";
-- the table teams is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "teams";
-- the table tenants is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE "tenants";
DROP TYPE "role";
DROP TYPE "status";
