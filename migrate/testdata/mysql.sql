CREATE TABLE `everythings` (
  `id` bigint NOT NULL AUTO_INCREMENT,
  `name` varchar(100) NOT NULL COMMENT 'the name; it''s \\ "quoted"',
  `long` longtext NOT NULL,
  `huge` longtext,
  `body` longtext NOT NULL DEFAULT ('none'),
  `active` tinyint(1) NOT NULL DEFAULT (true),
  `small` smallint NOT NULL,
  `count` int NOT NULL DEFAULT (1 + 1),
  `big` bigint NOT NULL,
  `ratio` double NOT NULL,
  `price` decimal(12, 2) NOT NULL DEFAULT ('9.99'),
  `born` date NOT NULL,
  `opens` time(6) NOT NULL,
  `created_at` datetime(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  `data` json NOT NULL,
  `raw` json,
  `digest` varbinary(32) NOT NULL,
  `image` mediumblob NOT NULL,
  `film` longblob NOT NULL,
  `token` char(32) NOT NULL,
  `public` char(36) NOT NULL,
  `mood` enum('sad', 'it''s', 'b\\') NOT NULL,
  `level` int NOT NULL,
  `maybe` enum('sad', 'it''s', 'b\\'),
  `secret` longtext NOT NULL,
  `email` varchar(512) NOT NULL,
  `login` varchar(200) NOT NULL,
  `strict` int NOT NULL,
  `lenient` int,
  PRIMARY KEY (`id`),
  INDEX `ix_everythings_name` (`name`),
  CONSTRAINT `uc_everythings_count` UNIQUE (`count`),
  CONSTRAINT `uc_everythings_digest` UNIQUE (`digest`),
  CONSTRAINT `uc_everythings_email` UNIQUE (`email`),
  CONSTRAINT `uc_everythings_name_big` UNIQUE (`name`, `big`),
  CONSTRAINT `pair` UNIQUE (`small`, `count`),
  INDEX `ix_everythings_born_opens` (`born`, `opens`),
  CONSTRAINT `check_everythings_big_>_0` CHECK (big > 0),
  CONSTRAINT `sane` CHECK (ratio < 2 OR ratio > 3),
  CONSTRAINT `check_everythings_level_values` CHECK (`level` IN (1, 2, 3))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin COMMENT='every type; it''s \\ "quoted"';
CREATE TABLE `companies` (
  `id` int NOT NULL AUTO_INCREMENT,
  `founder` int,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `badges` (
  `id` char(36) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `employees` (
  `id` int NOT NULL AUTO_INCREMENT,
  `name` varchar(40) NOT NULL,
  `boss` int COMMENT 'who gives orders',
  `company` int NOT NULL,
  `badge` char(36),
  PRIMARY KEY (`id`),
  INDEX `ix_employees_company` (`company`),
  CONSTRAINT `uc_employees_badge` UNIQUE (`badge`),
  CONSTRAINT `fk_employees_employees_id_boss` FOREIGN KEY (`boss`) REFERENCES `employees` (`id`) ON DELETE SET NULL,
  CONSTRAINT `fk_employees_companies_id_company` FOREIGN KEY (`company`) REFERENCES `companies` (`id`) ON DELETE CASCADE ON UPDATE RESTRICT,
  CONSTRAINT `fk_badge` FOREIGN KEY (`badge`) REFERENCES `badges` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `points` (
  `x` int NOT NULL,
  `y` int NOT NULL,
  `label` varchar(10),
  PRIMARY KEY (`x`, `y`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `order` (
  `select` int NOT NULL AUTO_INCREMENT,
  `table` varchar(5) NOT NULL,
  `references` int,
  PRIMARY KEY (`select`),
  INDEX `ix_order_table` (`table`),
  CONSTRAINT `unique` UNIQUE (`table`, `references`),
  CONSTRAINT `constraint` FOREIGN KEY (`references`) REFERENCES `order` (`select`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtab` (
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxkey` int NOT NULL AUTO_INCREMENT,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval` int NOT NULL,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxlev` int NOT NULL,
  `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxupw` int,
  PRIMARY KEY (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxkey`),
  CONSTRAINT `uc_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_278576c5` UNIQUE (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval`),
  INDEX `ix_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_c3fab955` (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxval`),
  CONSTRAINT `check_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_9f6872a7` CHECK (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxlev` IN (1, 2, 3)),
  CONSTRAINT `fk_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx_c0aacd1b` FOREIGN KEY (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxupw`) REFERENCES `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxtab` (`xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxkey`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `a"b``c'd\e.f?g$1;--/*ü` (
  `id a"b``c'd\e.f?g$1;--/*ü` int NOT NULL AUTO_INCREMENT,
  `bad a"b``c'd\e.f?g$1;--/*ü` varchar(5) NOT NULL DEFAULT ('a''b') COMMENT 'a"b`c''d\\e.f?g$1;--/*ü',
  `up a"b``c'd\e.f?g$1;--/*ü` int,
  `mood a"b``c'd\e.f?g$1;--/*ü` enum('sad', 'it''s', 'b\\') NOT NULL,
  PRIMARY KEY (`id a"b``c'd\e.f?g$1;--/*ü`),
  CONSTRAINT `uc a"b``c'd\e.f?g$1;--/*ü` UNIQUE (`bad a"b``c'd\e.f?g$1;--/*ü`, `up a"b``c'd\e.f?g$1;--/*ü`),
  INDEX `ix a"b``c'd\e.f?g$1;--/*ü` (`bad a"b``c'd\e.f?g$1;--/*ü`),
  CONSTRAINT `fk a"b``c'd\e.f?g$1;--/*ü` FOREIGN KEY (`up a"b``c'd\e.f?g$1;--/*ü`) REFERENCES `a"b``c'd\e.f?g$1;--/*ü` (`id a"b``c'd\e.f?g$1;--/*ü`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin COMMENT='a"b`c''d\\e.f?g$1;--/*ü';
CREATE TABLE `skills` (
  `code` varchar(10) NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `projects` (
  `id` int NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `assignments` (
  `id` int NOT NULL AUTO_INCREMENT,
  `hours` int NOT NULL DEFAULT (0),
  `employee` int NOT NULL,
  `project` int NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_assignments_employee_project` UNIQUE (`employee`, `project`),
  CONSTRAINT `fk_assignments_employees_employee_id` FOREIGN KEY (`employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_assignments_projects_project_id` FOREIGN KEY (`project`) REFERENCES `projects` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `employees_skills` (
  `id` int NOT NULL AUTO_INCREMENT,
  `employee` int NOT NULL,
  `skill` varchar(10) NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_employees_skills_employee_skill` UNIQUE (`employee`, `skill`),
  CONSTRAINT `fk_employees_skills_employees_employee_id` FOREIGN KEY (`employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_employees_skills_skills_skill_code` FOREIGN KEY (`skill`) REFERENCES `skills` (`code`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
CREATE TABLE `employees_employees` (
  `id` int NOT NULL AUTO_INCREMENT,
  `from_employee` int NOT NULL,
  `to_employee` int NOT NULL,
  PRIMARY KEY (`id`),
  CONSTRAINT `uc_employees_employees_from_employee_to_employee` UNIQUE (`from_employee`, `to_employee`),
  CONSTRAINT `fk_employees_employees_employees_from_employee_id` FOREIGN KEY (`from_employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT `fk_employees_employees_employees_to_employee_id` FOREIGN KEY (`to_employee`) REFERENCES `employees` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
ALTER TABLE `companies` ADD CONSTRAINT `fk_companies_employees_id_founder` FOREIGN KEY (`founder`) REFERENCES `employees` (`id`);
