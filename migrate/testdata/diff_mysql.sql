ALTER TABLE `titles` RENAME COLUMN `titel` TO `title`;
CREATE TABLE `seriess` (
  `code` varchar(10) NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;
ALTER TABLE `authors` DROP CONSTRAINT `rated`,
  ADD COLUMN `alive` tinyint(1) NOT NULL DEFAULT (1),
  MODIFY COLUMN `name` varchar(80) NOT NULL,
  MODIFY COLUMN `genre` enum('novel', 'poem', 'essay') NOT NULL,
  MODIFY COLUMN `rate` double NOT NULL DEFAULT (1.5),
  COMMENT = 'who writes';
UPDATE `authors` SET `born` = '1900-01-01' WHERE `born` IS NULL;
ALTER TABLE `authors` ALTER COLUMN `alive` DROP DEFAULT,
  MODIFY COLUMN `born` date NOT NULL,
  ADD INDEX `ix_authors_name` (`name`),
  ADD CONSTRAINT `rated` CHECK (rate >= 0);
ALTER TABLE `titles` RENAME INDEX `uc_titles_titel` TO `uc_titles_title`,
  ADD COLUMN `series` varchar(10),
  ADD COLUMN `pages` int,
  MODIFY COLUMN `price` decimal(10, 3) NOT NULL;
UPDATE `titles` SET `pages` = /* migrate:fill titles.pages */ NULL WHERE `pages` IS NULL;
ALTER TABLE `titles` MODIFY COLUMN `pages` int NOT NULL,
  DROP COLUMN `old`;
ALTER TABLE `titles` ADD CONSTRAINT `fk_titles_seriess_code_series` FOREIGN KEY (`series`) REFERENCES `seriess` (`code`) ON DELETE SET NULL;

-- down
ALTER TABLE `titles` RENAME COLUMN `title` TO `titel`;
ALTER TABLE `titles` DROP FOREIGN KEY `fk_titles_seriess_code_series`, DROP INDEX `fk_titles_seriess_code_series`;
ALTER TABLE `authors` DROP INDEX `ix_authors_name`,
  DROP CONSTRAINT `rated`,
  MODIFY COLUMN `name` varchar(50) NOT NULL,
  MODIFY COLUMN `born` date,
  MODIFY COLUMN `genre` enum('novel', 'poem') NOT NULL,
  MODIFY COLUMN `rate` double NOT NULL,
  DROP COLUMN `alive`,
  ADD CONSTRAINT `rated` CHECK (rate > 0),
  COMMENT = '';
ALTER TABLE `titles` RENAME INDEX `uc_titles_title` TO `uc_titles_titel`,
  ADD COLUMN `old` longtext NOT NULL DEFAULT (''),
  MODIFY COLUMN `price` decimal(8, 2) NOT NULL;
ALTER TABLE `titles` ALTER COLUMN `old` DROP DEFAULT,
  DROP COLUMN `series`,
  DROP COLUMN `pages`;
DROP TABLE `seriess`;
