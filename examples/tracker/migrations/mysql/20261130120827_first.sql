-- migrate:up
CREATE TABLE `tenants` (
  `id` char(32) NOT NULL,
  `slug` varchar(40) NOT NULL,
  `name` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_tenants_slug` UNIQUE (`slug`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `teams` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `name` varchar(100) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_teams_tenant` (`tenant`),
  CONSTRAINT `uc_teams_tenant_name` UNIQUE (`tenant`, `name`),
  CONSTRAINT `fk_teams_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `projects` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `code` varchar(8) NOT NULL,
  `name` varchar(200) NOT NULL,
  `team` char(32),
  `rate` decimal(10, 2) NOT NULL,
  `settings` json NOT NULL,
  `version` int NOT NULL,
  `deleted` datetime(6),
  `deleted_live` tinyint GENERATED ALWAYS AS (if(`deleted` is null,1,NULL)) VIRTUAL,
  PRIMARY KEY (`id`),
  INDEX `ix_projects_tenant` (`tenant`),
  INDEX `ix_projects_team` (`team`),
  CONSTRAINT `uc_projects_tenant_code` UNIQUE (`tenant`, `code`, `deleted_live`),
  CONSTRAINT `fk_projects_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_projects_teams_id_team` FOREIGN KEY (`team`) REFERENCES `teams` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `users` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `email` varchar(200) NOT NULL,
  `name` varchar(100) NOT NULL,
  `role` enum('admin', 'member', 'guest') NOT NULL,
  `token` longtext NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_users_tenant` (`tenant`),
  CONSTRAINT `uc_users_email` UNIQUE (`email`),
  CONSTRAINT `fk_users_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `issues` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `project` char(32) NOT NULL,
  `parent` char(32),
  `title` varchar(200) NOT NULL,
  `body` longtext NOT NULL,
  `status` enum('open', 'doing', 'closed') NOT NULL,
  `priority` smallint NOT NULL,
  `assignee` char(32),
  `estimate` decimal(8, 2),
  `spent` decimal(8, 2) NOT NULL,
  `due` date,
  `closed_at` datetime(6),
  `version` int NOT NULL,
  `deleted` datetime(6),
  PRIMARY KEY (`id`),
  INDEX `ix_issues_tenant` (`tenant`),
  INDEX `ix_issues_project` (`project`),
  INDEX `ix_issues_parent` (`parent`),
  INDEX `ix_issues_status` (`status`),
  INDEX `ix_issues_assignee` (`assignee`),
  CONSTRAINT `fk_issues_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_issues_projects_id_project` FOREIGN KEY (`project`) REFERENCES `projects` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_issues_issues_id_parent` FOREIGN KEY (`parent`) REFERENCES `issues` (`id`) ON DELETE SET NULL,
  CONSTRAINT `fk_issues_users_id_assignee` FOREIGN KEY (`assignee`) REFERENCES `users` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `attachments` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `issue` char(32) NOT NULL,
  `name` varchar(200) NOT NULL,
  `media` varchar(100) NOT NULL,
  `data` mediumblob NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_attachments_tenant` (`tenant`),
  INDEX `ix_attachments_issue` (`issue`),
  CONSTRAINT `fk_attachments_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_attachments_issues_id_issue` FOREIGN KEY (`issue`) REFERENCES `issues` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `comments` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `issue` char(32) NOT NULL,
  `author` char(32) NOT NULL,
  `text` longtext NOT NULL,
  `version` int NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_comments_tenant` (`tenant`),
  INDEX `ix_comments_issue` (`issue`),
  INDEX `ix_comments_author` (`author`),
  CONSTRAINT `fk_comments_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_comments_issues_id_issue` FOREIGN KEY (`issue`) REFERENCES `issues` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_comments_users_id_author` FOREIGN KEY (`author`) REFERENCES `users` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `entries` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `who` char(32),
  `did` varchar(10) NOT NULL,
  `of_table` varchar(40) NOT NULL,
  `of_row` char(32) NOT NULL,
  `changes` json NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_entries_tenant` (`tenant`),
  INDEX `ix_entries_who` (`who`),
  INDEX `ix_entries_of_row` (`of_row`),
  CONSTRAINT `fk_entries_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE,
  CONSTRAINT `fk_entries_users_id_who` FOREIGN KEY (`who`) REFERENCES `users` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `labels` (
  `id` char(32) NOT NULL,
  `tenant` char(32) NOT NULL,
  `created_at` datetime(6) NOT NULL,
  `updated_at` datetime(6) NOT NULL,
  `name` varchar(40) NOT NULL,
  `color` varchar(7) NOT NULL,
  PRIMARY KEY (`id`),
  INDEX `ix_labels_tenant` (`tenant`),
  CONSTRAINT `uc_labels_tenant_name` UNIQUE (`tenant`, `name`),
  CONSTRAINT `fk_labels_tenants_id_tenant` FOREIGN KEY (`tenant`) REFERENCES `tenants` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `issues_labels` (
  `id` int NOT NULL AUTO_INCREMENT,
  `issue` char(32) NOT NULL,
  `label` char(32) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_issues_labels_issue_label` UNIQUE (`issue`, `label`),
  CONSTRAINT `fk_issues_labels_issues_issue_id` FOREIGN KEY (`issue`) REFERENCES `issues` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_issues_labels_labels_label_id` FOREIGN KEY (`label`) REFERENCES `labels` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `memberships` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `leads` tinyint(1) NOT NULL,
  `since` date NOT NULL,
  `team` char(32) NOT NULL,
  `user` char(32) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_memberships_team_user` UNIQUE (`team`, `user`),
  CONSTRAINT `fk_memberships_teams_team_id` FOREIGN KEY (`team`) REFERENCES `teams` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_memberships_users_user_id` FOREIGN KEY (`user`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

-- migrate:down
-- the table memberships is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `memberships`;
-- the table issues_labels is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `issues_labels`;
-- the table labels is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `labels`;
-- the table entries is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `entries`;
-- the table comments is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `comments`;
-- the table attachments is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `attachments`;
-- the table issues is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `issues`;
-- the table users is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `users`;
-- the table projects is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `projects`;
-- the table teams is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `teams`;
-- the table tenants is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `tenants`;
