-- migrate:up
CREATE TABLE `projects` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `name` TEXT NOT NULL,
  CONSTRAINT `uc_projects_name` UNIQUE (`name`)
) STRICT;
CREATE TABLE `issues` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `project` INTEGER NOT NULL,
  `title` TEXT NOT NULL,
  `status` TEXT NOT NULL,
  `created` TEXT NOT NULL,
  `version` INTEGER NOT NULL,
  CONSTRAINT `fk_issues_projects_id_project` FOREIGN KEY (`project`) REFERENCES `projects` (`id`) ON DELETE CASCADE
) STRICT;
CREATE INDEX `ix_issues_project` ON `issues` (`project`);
CREATE INDEX `ix_issues_status_created` ON `issues` (`status`, `created`);
CREATE TRIGGER `form_issues_insert` AFTER INSERT ON `issues` WHEN NOT (NEW.`created` GLOB '????-??-?? ??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]')
BEGIN UPDATE `issues` SET `created` = form.value FROM (SELECT (SELECT CASE WHEN s >= '0001' THEN s || '.' || substr(f || '000000', 1, 6) ELSE v END FROM (SELECT v, f, CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND c GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]' AND c < '24' THEN strftime('%Y-%m-%d %H:%M:%S', substr(v, 1, 10) || ' ' || c, (0 - o) || ' seconds') END AS s FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `created` AS v))))))))) AS value FROM `issues` WHERE `issues`.rowid = NEW.rowid) AS form WHERE `issues`.rowid = NEW.rowid AND `issues`.`created` <> form.value; END;
CREATE TRIGGER `form_issues_created_update` AFTER UPDATE OF `created` ON `issues` WHEN NOT (NEW.`created` GLOB '????-??-?? ??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]')
BEGIN UPDATE `issues` SET `created` = form.value FROM (SELECT (SELECT CASE WHEN s >= '0001' THEN s || '.' || substr(f || '000000', 1, 6) ELSE v END FROM (SELECT v, f, CASE WHEN (length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10) AND c GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]' AND c < '24' THEN strftime('%Y-%m-%d %H:%M:%S', substr(v, 1, 10) || ' ' || c, (0 - o) || ' seconds') END AS s FROM (SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN substr(y, 1, 2) < '24' AND substr(y, 3, 2) < '60' AND substr(y, 5, 2) < '60' AND (z GLOB '[-+][0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9][0-9][0-9]:[0-9][0-9]' OR z GLOB '[-+][0-9][0-9]:[0-9][0-9]:[0-9][0-9]') THEN (substr(y, 1, 2) * 3600 + substr(y, 3, 2) * 60 + substr(y, 5, 2)) * (substr(z, 1, 1) || '1') END AS o FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM (SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*' THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c, CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, substr(v, 12) AS r FROM (SELECT `created` AS v))))))))) AS value FROM `issues` WHERE `issues`.rowid = NEW.rowid) AS form WHERE `issues`.rowid = NEW.rowid AND `issues`.`created` <> form.value; END;
CREATE TABLE `comments` (
  `id` INTEGER NOT NULL PRIMARY KEY,
  `issue` INTEGER NOT NULL,
  `text` TEXT NOT NULL,
  CONSTRAINT `fk_comments_issues_id_issue` FOREIGN KEY (`issue`) REFERENCES `issues` (`id`) ON DELETE CASCADE
) STRICT;
CREATE INDEX `ix_comments_issue` ON `comments` (`issue`);

-- migrate:down
-- the table comments is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `comments`;
-- the table issues is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `issues`;
-- the table projects is dropped with its rows: make sure that no program of the version before reads it, and keep a copy of its rows.
DROP TABLE `projects`;
