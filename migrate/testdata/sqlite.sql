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
CREATE TRIGGER `form_everythings_insert` AFTER INSERT ON `everythings` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*')) OR NOT (NEW.`born` GLOB '????-??-??') OR NOT (NEW.`opens` GLOB '??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]') OR NOT (NEW.`created_at` GLOB '????-??-?? ??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]') OR NOT (length(NEW.`token`) = 32 AND NEW.`token` GLOB lower(NEW.`token`)) OR NOT (length(NEW.`public`) = 36 AND NEW.`public` GLOB lower(NEW.`public`))
BEGIN UPDATE `everythings` SET `price` = `price`, `born` = `born`, `opens` = `opens`, `created_at` = `created_at`, `token` = `token`, `public` = `public` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_everythings_price_update` AFTER UPDATE OF `price` ON `everythings` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*'))
BEGIN UPDATE `everythings` SET `price` = form.value FROM (SELECT (SELECT CASE WHEN u NOT GLOB '*[^0-9.]*' AND u GLOB '*[0-9]*' AND u NOT GLOB '*.*.*' AND length(f) <= 2 AND length(w) <= 10 THEN CASE WHEN v GLOB '-*' AND w || f <> '' THEN '-' ELSE '' END || CASE w WHEN '' THEN '0' ELSE w END || '.' || substr(f || '00', 1, 2) ELSE v END FROM (SELECT v, u, ltrim(substr(u, 1, instr(u || '.', '.') - 1), '0') AS w, rtrim(substr(u, instr(u || '.', '.') + 1), '0') AS f FROM (SELECT v, CASE WHEN v GLOB '[-+]*' THEN substr(v, 2) ELSE v END AS u FROM (SELECT `price` AS v)))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`price` <> form.value; END;
CREATE TRIGGER `form_everythings_born_update` AFTER UPDATE OF `born` ON `everythings` WHEN NOT (NEW.`born` GLOB '????-??-??')
BEGIN UPDATE `everythings` SET `born` = form.value FROM (SELECT (SELECT CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND (length(v) = 10 OR c = '00:00:00' AND rtrim(substr(f, 1, 9), '0') = '' AND o IS NOT NULL) THEN substr(v, 1, 10) ELSE v END FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `born` AS v)))))))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`born` <> form.value; END;
CREATE TRIGGER `form_everythings_opens_update` AFTER UPDATE OF `opens` ON `everythings` WHEN NOT (NEW.`opens` GLOB '??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]')
BEGIN UPDATE `everythings` SET `opens` = form.value FROM (SELECT (SELECT CASE WHEN c GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]' AND c < '24' AND z = '' THEN c || '.' || substr(f || '000000', 1, 6) ELSE v END FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 1) AS r FROM (SELECT `opens` AS v)))))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`opens` <> form.value; END;
CREATE TRIGGER `form_everythings_created_at_update` AFTER UPDATE OF `created_at` ON `everythings` WHEN NOT (NEW.`created_at` GLOB '????-??-?? ??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]')
BEGIN UPDATE `everythings` SET `created_at` = form.value FROM (SELECT (SELECT CASE WHEN s >= '0001' THEN s || '.' || substr(f || '000000', 1, 6) ELSE v END FROM (SELECT v, f, CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND c GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]' AND c < '24' THEN strftime('%Y-%m-%d %H:%M:%S', substr(v, 1, 10) || ' ' || c, (0 - o) || ' seconds') END AS s FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `created_at` AS v))))))))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`created_at` <> form.value; END;
CREATE TRIGGER `form_everythings_token_update` AFTER UPDATE OF `token` ON `everythings` WHEN NOT (length(NEW.`token`) = 32 AND NEW.`token` GLOB lower(NEW.`token`))
BEGIN UPDATE `everythings` SET `token` = form.value FROM (SELECT (SELECT CASE WHEN length(h) = 32 AND h NOT GLOB '*[^0-9a-f]*' AND (length(v) = 32 OR length(v) = 36 AND substr(v, 9, 1) || substr(v, 14, 1) || substr(v, 19, 1) || substr(v, 24, 1) = '----') THEN h ELSE v END FROM (SELECT v, lower(replace(v, '-', '')) AS h FROM (SELECT `token` AS v))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`token` <> form.value; END;
CREATE TRIGGER `form_everythings_public_update` AFTER UPDATE OF `public` ON `everythings` WHEN NOT (length(NEW.`public`) = 36 AND NEW.`public` GLOB lower(NEW.`public`))
BEGIN UPDATE `everythings` SET `public` = form.value FROM (SELECT (SELECT CASE WHEN length(h) = 32 AND h NOT GLOB '*[^0-9a-f]*' AND (length(v) = 32 OR length(v) = 36 AND substr(v, 9, 1) || substr(v, 14, 1) || substr(v, 19, 1) || substr(v, 24, 1) = '----') THEN substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-' || substr(h, 17, 4) || '-' || substr(h, 21) ELSE v END FROM (SELECT v, lower(replace(v, '-', '')) AS h FROM (SELECT `public` AS v))) AS value FROM `everythings` WHERE `everythings`.rowid = NEW.rowid) AS form WHERE `everythings`.rowid = NEW.rowid AND `everythings`.`public` <> form.value; END;
CREATE TABLE `companies` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `founder` INTEGER,
  CONSTRAINT `fk_companies_employees_id_founder` FOREIGN KEY (`founder`) REFERENCES `employees` (`id`)
) STRICT;
CREATE TABLE `badges` (
  `id` TEXT NOT NULL,
  PRIMARY KEY (`id`)
) STRICT;
CREATE TRIGGER `form_badges_insert` AFTER INSERT ON `badges` WHEN NOT (length(NEW.`id`) = 36 AND NEW.`id` GLOB lower(NEW.`id`))
BEGIN UPDATE `badges` SET `id` = `id` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_badges_id_update` AFTER UPDATE OF `id` ON `badges` WHEN NOT (length(NEW.`id`) = 36 AND NEW.`id` GLOB lower(NEW.`id`))
BEGIN UPDATE `badges` SET `id` = form.value FROM (SELECT (SELECT CASE WHEN length(h) = 32 AND h NOT GLOB '*[^0-9a-f]*' AND (length(v) = 32 OR length(v) = 36 AND substr(v, 9, 1) || substr(v, 14, 1) || substr(v, 19, 1) || substr(v, 24, 1) = '----') THEN substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-' || substr(h, 17, 4) || '-' || substr(h, 21) ELSE v END FROM (SELECT v, lower(replace(v, '-', '')) AS h FROM (SELECT `id` AS v))) AS value FROM `badges` WHERE `badges`.rowid = NEW.rowid) AS form WHERE `badges`.rowid = NEW.rowid AND `badges`.`id` <> form.value; END;
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
CREATE TRIGGER `form_employees_insert` AFTER INSERT ON `employees` WHEN NOT (length(NEW.`badge`) = 36 AND NEW.`badge` GLOB lower(NEW.`badge`))
BEGIN UPDATE `employees` SET `badge` = `badge` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_employees_badge_update` AFTER UPDATE OF `badge` ON `employees` WHEN NOT (length(NEW.`badge`) = 36 AND NEW.`badge` GLOB lower(NEW.`badge`))
BEGIN UPDATE `employees` SET `badge` = form.value FROM (SELECT (SELECT CASE WHEN length(h) = 32 AND h NOT GLOB '*[^0-9a-f]*' AND (length(v) = 32 OR length(v) = 36 AND substr(v, 9, 1) || substr(v, 14, 1) || substr(v, 19, 1) || substr(v, 24, 1) = '----') THEN substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-' || substr(h, 13, 4) || '-' || substr(h, 17, 4) || '-' || substr(h, 21) ELSE v END FROM (SELECT v, lower(replace(v, '-', '')) AS h FROM (SELECT `badge` AS v))) AS value FROM `employees` WHERE `employees`.rowid = NEW.rowid) AS form WHERE `employees`.rowid = NEW.rowid AND `employees`.`badge` <> form.value; END;
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
