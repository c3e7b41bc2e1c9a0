CREATE TABLE `everythings` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL,
  `long` TEXT NOT NULL,
  `huge` TEXT,
  `body` TEXT NOT NULL DEFAULT ('none'),
  `active` INTEGER NOT NULL DEFAULT (true),
  `small` INTEGER NOT NULL,
  `count` INTEGER NOT NULL DEFAULT (1 + 1),
  `big` INTEGER NOT NULL,
  `ratio` REAL NOT NULL,
  `price` TEXT NOT NULL DEFAULT ('9.99'),
  `born` TEXT NOT NULL,
  `opens` TEXT NOT NULL,
  `created_at` TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
  `data` TEXT NOT NULL,
  `raw` TEXT,
  `digest` BLOB NOT NULL,
  `image` BLOB NOT NULL,
  `film` BLOB NOT NULL,
  `token` TEXT NOT NULL,
  `public` TEXT NOT NULL,
  `mood` TEXT NOT NULL,
  `level` INTEGER NOT NULL,
  `maybe` TEXT,
  `secret` TEXT NOT NULL,
  `email` TEXT NOT NULL,
  `login` TEXT NOT NULL,
  `strict` INTEGER NOT NULL,
  `lenient` INTEGER,
  CONSTRAINT `uc_everythings_count` UNIQUE (`count`),
  CONSTRAINT `uc_everythings_digest` UNIQUE (`digest`),
  CONSTRAINT `uc_everythings_email` UNIQUE (`email`),
  CONSTRAINT `uc_everythings_name_big` UNIQUE (`name`, `big`),
  CONSTRAINT `pair` UNIQUE (`small`, `count`),
  CONSTRAINT `check_everythings_big_>_0` CHECK (big > 0),
  CONSTRAINT `sane` CHECK (ratio < 2 OR ratio > 3),
  CONSTRAINT `check_everythings_active_values` CHECK (`active` IN (0, 1)),
  CONSTRAINT `check_everythings_mood_values` CHECK (`mood` IN ('sad', 'it''s', 'b\')),
  CONSTRAINT `check_everythings_level_values` CHECK (`level` IN (1, 2, 3)),
  CONSTRAINT `check_everythings_maybe_values` CHECK (`maybe` IN ('sad', 'it''s', 'b\'))
) STRICT;
CREATE INDEX `ix_everythings_name` ON `everythings` (`name`);
CREATE INDEX `ix_everythings_born_opens` ON `everythings` (`born`, `opens`);
CREATE TABLE `companies` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `founder` INTEGER,
  CONSTRAINT `fk_companies_employees_id_founder` FOREIGN KEY (`founder`) REFERENCES `employees` (`id`)
) STRICT;
CREATE TABLE `badges` (
  `id` TEXT NOT NULL,
  PRIMARY KEY (`id`)
) STRICT;
CREATE TABLE `employees` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL,
  `boss` INTEGER,
  `company` INTEGER NOT NULL,
  `badge` TEXT,
  CONSTRAINT `uc_employees_badge` UNIQUE (`badge`),
  CONSTRAINT `fk_employees_employees_id_boss` FOREIGN KEY (`boss`) REFERENCES `employees` (`id`) ON DELETE SET NULL,
  CONSTRAINT `fk_employees_companies_id_company` FOREIGN KEY (`company`) REFERENCES `companies` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT `fk_badge` FOREIGN KEY (`badge`) REFERENCES `badges` (`id`)
) STRICT;
CREATE INDEX `ix_employees_company` ON `employees` (`company`);
CREATE TABLE `points` (
  `x` INT NOT NULL,
  `y` INT NOT NULL,
  `label` TEXT,
  PRIMARY KEY (`x`, `y`)
) STRICT;
CREATE TABLE `order` (
  `select` INTEGER NOT NULL PRIMARY KEY,
  `table` TEXT NOT NULL,
  `references` INTEGER,
  CONSTRAINT `unique` UNIQUE (`table`, `references`),
  CONSTRAINT `constraint` FOREIGN KEY (`references`) REFERENCES `order` (`select`)
) STRICT;
CREATE INDEX `ix_order_table` ON `order` (`table`);
CREATE TABLE `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtab` (
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxkey` INTEGER NOT NULL PRIMARY KEY,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval` INTEGER NOT NULL,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxlev` INTEGER NOT NULL,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxupw` INTEGER,
  CONSTRAINT `uc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_278576c5` UNIQUE (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval`),
  CONSTRAINT `check_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_9f6872a7` CHECK (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxlev` IN (1, 2, 3)),
  CONSTRAINT `fk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_c0aacd1b` FOREIGN KEY (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxupw`) REFERENCES `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtab` (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxkey`)
) STRICT;
CREATE INDEX `ix_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_c3fab955` ON `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtab` (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval`);
CREATE TABLE `a"b``c'd\e.f?g$1;--/*ü` (
  `id a"b``c'd\e.f?g$1;--/*ü` INTEGER NOT NULL PRIMARY KEY,
  `bad a"b``c'd\e.f?g$1;--/*ü` TEXT NOT NULL DEFAULT ('a''b'),
  `up a"b``c'd\e.f?g$1;--/*ü` INTEGER,
  `mood a"b``c'd\e.f?g$1;--/*ü` TEXT NOT NULL,
  CONSTRAINT `uc a"b``c'd\e.f?g$1;--/*ü` UNIQUE (`bad a"b``c'd\e.f?g$1;--/*ü`, `up a"b``c'd\e.f?g$1;--/*ü`),
  CONSTRAINT `check_a"b``c'd\e.f?g$1;--/*ü_mood a"b``c'd\e.f?g$1;--/*ü_values` CHECK (`mood a"b``c'd\e.f?g$1;--/*ü` IN ('sad', 'it''s', 'b\')),
  CONSTRAINT `fk a"b``c'd\e.f?g$1;--/*ü` FOREIGN KEY (`up a"b``c'd\e.f?g$1;--/*ü`) REFERENCES `a"b``c'd\e.f?g$1;--/*ü` (`id a"b``c'd\e.f?g$1;--/*ü`)
) STRICT;
CREATE INDEX `ix a"b``c'd\e.f?g$1;--/*ü` ON `a"b``c'd\e.f?g$1;--/*ü` (`bad a"b``c'd\e.f?g$1;--/*ü`);
CREATE TABLE `skills` (
  `code` TEXT NOT NULL,
  PRIMARY KEY (`code`)
) STRICT;
CREATE TABLE `projects` (
  `id` INT NOT NULL,
  PRIMARY KEY (`id`)
) STRICT;
CREATE TABLE `assignments` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `hours` INTEGER NOT NULL DEFAULT (0),
  `employee` INTEGER NOT NULL,
  `project` INTEGER NOT NULL,
  CONSTRAINT `uc_assignments_employee_project` UNIQUE (`employee`, `project`),
  CONSTRAINT `fk_assignments_employees_employee_id` FOREIGN KEY (`employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_assignments_projects_project_id` FOREIGN KEY (`project`) REFERENCES `projects` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
CREATE TABLE `employees_skills` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `employee` INTEGER NOT NULL,
  `skill` TEXT NOT NULL,
  CONSTRAINT `uc_employees_skills_employee_skill` UNIQUE (`employee`, `skill`),
  CONSTRAINT `fk_employees_skills_employees_employee_id` FOREIGN KEY (`employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_employees_skills_skills_skill_code` FOREIGN KEY (`skill`) REFERENCES `skills` (`code`) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
CREATE TABLE `employees_employees` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `from_employee` INTEGER NOT NULL,
  `to_employee` INTEGER NOT NULL,
  CONSTRAINT `uc_employees_employees_from_employee_to_employee` UNIQUE (`from_employee`, `to_employee`),
  CONSTRAINT `fk_employees_employees_employees_from_employee_id` FOREIGN KEY (`from_employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_employees_employees_employees_to_employee_id` FOREIGN KEY (`to_employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT;
