PRAGMA foreign_keys = 0;
PRAGMA legacy_alter_table = 1;
DROP TRIGGER `form_titles_insert`;
DROP TRIGGER `form_titles_price_update`;
ALTER TABLE `titles` RENAME COLUMN `titel` TO `title`;
CREATE TABLE `seriess` (
  `code` TEXT NOT NULL,
  PRIMARY KEY (`code`)
) STRICT;
CREATE TABLE `authors__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL,
  `born` TEXT NOT NULL,
  `genre` TEXT NOT NULL,
  `rate` REAL NOT NULL DEFAULT (1.5),
  `alive` INTEGER NOT NULL,
  CONSTRAINT `rated` CHECK (rate >= 0),
  CONSTRAINT `check_authors_genre_values` CHECK (`genre` IN ('novel', 'poem', 'essay')),
  CONSTRAINT `check_authors_alive_values` CHECK (`alive` IN (0, 1))
) STRICT;
INSERT INTO `authors__new` (`id`, `name`, `born`, `genre`, `rate`, `alive`)
SELECT
  `id`,
  `name`,
  COALESCE(`born`, '1900-01-01'),
  `genre`,
  `rate`,
  1
FROM `authors`;
DROP TABLE `authors`;
ALTER TABLE `authors__new` RENAME TO `authors`;
CREATE INDEX `ix_authors_name` ON `authors` (`name`);
CREATE TRIGGER `form_authors_insert` AFTER INSERT ON `authors` WHEN NOT (NEW.`born` GLOB '????-??-??')
BEGIN UPDATE `authors` SET `born` = `born` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_authors_born_update` AFTER UPDATE OF `born` ON `authors` WHEN NOT (NEW.`born` GLOB '????-??-??')
BEGIN UPDATE `authors` SET `born` = form.value FROM (SELECT (SELECT CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND (length(v) = 10 OR c = '00:00:00' AND rtrim(substr(f, 1, 9), '0') = '' AND o IS NOT NULL) THEN substr(v, 1, 10) ELSE v END FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `born` AS v)))))))) AS value FROM `authors` WHERE `authors`.rowid = NEW.rowid) AS form WHERE `authors`.rowid = NEW.rowid AND `authors`.`born` <> form.value; END;
CREATE TABLE `titles__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `author` INTEGER,
  `series` TEXT,
  `title` TEXT NOT NULL,
  `price` TEXT NOT NULL,
  `pages` INTEGER NOT NULL,
  CONSTRAINT `uc_titles_title` UNIQUE (`title`),
  CONSTRAINT `fk_titles_authors_id_author` FOREIGN KEY (`author`) REFERENCES `authors` (`id`),
  CONSTRAINT `fk_titles_seriess_code_series` FOREIGN KEY (`series`) REFERENCES `seriess` (`code`) ON DELETE SET NULL
) STRICT;
INSERT INTO `titles__new` (`id`, `author`, `title`, `price`, `pages`)
SELECT
  `id`,
  `author`,
  `title`,
  `price`,
  /* migrate:fill titles.pages */ NULL
FROM `titles`;
DROP TABLE `titles`;
ALTER TABLE `titles__new` RENAME TO `titles`;
CREATE INDEX `ix_titles_author` ON `titles` (`author`);
CREATE TRIGGER `form_titles_insert` AFTER INSERT ON `titles` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*'))
BEGIN UPDATE `titles` SET `price` = `price` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_titles_price_update` AFTER UPDATE OF `price` ON `titles` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*'))
BEGIN UPDATE `titles` SET `price` = form.value FROM (SELECT (SELECT CASE WHEN u NOT GLOB '*[^0-9.]*' AND u GLOB '*[0-9]*' AND u NOT GLOB '*.*.*' AND length(f) <= 3 AND length(w) <= 7 THEN CASE WHEN v GLOB '-*' AND w || f <> '' THEN '-' ELSE '' END || CASE w WHEN '' THEN '0' ELSE w END || '.' || substr(f || '000', 1, 3) ELSE v END FROM (SELECT v, u, ltrim(substr(u, 1, instr(u || '.', '.') - 1), '0') AS w, rtrim(substr(u, instr(u || '.', '.') + 1), '0') AS f FROM (SELECT v, CASE WHEN v GLOB '[-+]*' THEN substr(v, 2) ELSE v END AS u FROM (SELECT `price` AS v)))) AS value FROM `titles` WHERE `titles`.rowid = NEW.rowid) AS form WHERE `titles`.rowid = NEW.rowid AND `titles`.`price` <> form.value; END;
UPDATE `titles` SET `price` = `price`;
PRAGMA legacy_alter_table = 0;
PRAGMA foreign_keys = 1;

-- down
PRAGMA foreign_keys = 0;
PRAGMA legacy_alter_table = 1;
DROP TRIGGER `form_titles_insert`;
DROP TRIGGER `form_titles_price_update`;
ALTER TABLE `titles` RENAME COLUMN `title` TO `titel`;
DROP INDEX `ix_authors_name`;
CREATE TABLE `authors__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL,
  `born` TEXT,
  `genre` TEXT NOT NULL,
  `rate` REAL NOT NULL,
  CONSTRAINT `rated` CHECK (rate > 0),
  CONSTRAINT `check_authors_genre_values` CHECK (`genre` IN ('novel', 'poem'))
) STRICT;
INSERT INTO `authors__new` (`id`, `name`, `born`, `genre`, `rate`)
SELECT
  `id`,
  `name`,
  `born`,
  `genre`,
  `rate`
FROM `authors`;
DROP TABLE `authors`;
ALTER TABLE `authors__new` RENAME TO `authors`;
CREATE TRIGGER `form_authors_insert` AFTER INSERT ON `authors` WHEN NOT (NEW.`born` GLOB '????-??-??')
BEGIN UPDATE `authors` SET `born` = `born` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_authors_born_update` AFTER UPDATE OF `born` ON `authors` WHEN NOT (NEW.`born` GLOB '????-??-??')
BEGIN UPDATE `authors` SET `born` = form.value FROM (SELECT (SELECT CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND (length(v) = 10 OR c = '00:00:00' AND rtrim(substr(f, 1, 9), '0') = '' AND o IS NOT NULL) THEN substr(v, 1, 10) ELSE v END FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `born` AS v)))))))) AS value FROM `authors` WHERE `authors`.rowid = NEW.rowid) AS form WHERE `authors`.rowid = NEW.rowid AND `authors`.`born` <> form.value; END;
CREATE TABLE `titles__new` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `author` INTEGER,
  `titel` TEXT NOT NULL,
  `price` TEXT NOT NULL,
  `old` TEXT NOT NULL,
  CONSTRAINT `uc_titles_titel` UNIQUE (`titel`),
  CONSTRAINT `fk_titles_authors_id_author` FOREIGN KEY (`author`) REFERENCES `authors` (`id`)
) STRICT;
INSERT INTO `titles__new` (`id`, `author`, `titel`, `price`, `old`)
SELECT
  `id`,
  `author`,
  `titel`,
  `price`,
  ''
FROM `titles`;
DROP TABLE `titles`;
ALTER TABLE `titles__new` RENAME TO `titles`;
CREATE INDEX `ix_titles_author` ON `titles` (`author`);
CREATE TRIGGER `form_titles_insert` AFTER INSERT ON `titles` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*'))
BEGIN UPDATE `titles` SET `price` = `price` WHERE rowid = NEW.rowid; END;
CREATE TRIGGER `form_titles_price_update` AFTER UPDATE OF `price` ON `titles` WHEN NOT ((NEW.`price` GLOB '[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '0.[0-9][0-9]' OR NEW.`price` GLOB '-[1-9]*.[0-9][0-9]' OR NEW.`price` GLOB '-0.[0-9][0-9]' AND NEW.`price` GLOB '*[1-9]*'))
BEGIN UPDATE `titles` SET `price` = form.value FROM (SELECT (SELECT CASE WHEN u NOT GLOB '*[^0-9.]*' AND u GLOB '*[0-9]*' AND u NOT GLOB '*.*.*' AND length(f) <= 2 AND length(w) <= 6 THEN CASE WHEN v GLOB '-*' AND w || f <> '' THEN '-' ELSE '' END || CASE w WHEN '' THEN '0' ELSE w END || '.' || substr(f || '00', 1, 2) ELSE v END FROM (SELECT v, u, ltrim(substr(u, 1, instr(u || '.', '.') - 1), '0') AS w, rtrim(substr(u, instr(u || '.', '.') + 1), '0') AS f FROM (SELECT v, CASE WHEN v GLOB '[-+]*' THEN substr(v, 2) ELSE v END AS u FROM (SELECT `price` AS v)))) AS value FROM `titles` WHERE `titles`.rowid = NEW.rowid) AS form WHERE `titles`.rowid = NEW.rowid AND `titles`.`price` <> form.value; END;
UPDATE `titles` SET `price` = `price`;
DROP TABLE `seriess`;
PRAGMA legacy_alter_table = 0;
PRAGMA foreign_keys = 1;
