package polymorphic

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// TestStatements holds the text of the statements: the name of a type stands where a model is joined, and not where its rows are asked for by key.
func TestStatements(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		if db.Dialect() != "sqlite" {
			t.Skip("the texts are those of SQLite; what differs elsewhere is quotes and lists")
		}
		ctx, comments := t.Context(), orm.Objects[comment](db)
		_, err := comments.PrefetchRelated("subject__photo").All(ctx, orm.Q{"subject__post__title": "first"})
		must(t, err)
		_, err = comments.PrefetchRelated("subject").All(ctx, orm.Q{"subject": []any{"photos", 1}})
		must(t, err)
		_, err = orm.Objects[photo](db).PrefetchRelated("comments").All(ctx, orm.Some("comments"))
		must(t, err)
		want := []string{
			"SELECT t0.`id`, t0.`text`, t0.`subject_type`, t0.`subject_id`" +
				" FROM `comments` AS t0 LEFT JOIN `posts` AS t1 ON t0.`subject_type` = 'posts' AND t1.`id` = t0.`subject_id` WHERE t1.`title` = ? ORDER BY t0.`id`",
			"SELECT t0.`id`, t0.`text`, t0.`subject_type`, t0.`subject_id`" +
				" FROM `comments` AS t0 WHERE (t0.`subject_type` = ? AND t0.`subject_id` = ?) ORDER BY t0.`id`",
			"SELECT 'photos', t0.`id`, t0.`id`, t0.`file`" +
				" FROM `photos` AS t0 WHERE t0.`id` IN (VALUES (?)) ORDER BY t0.`id`",
			"SELECT t0.`id`, t0.`file`" +
				" FROM `photos` AS t0 WHERE EXISTS (SELECT 1 FROM `comments` AS u0 WHERE u0.`subject_type` = 'photos' AND u0.`subject_id` = t0.`id`) ORDER BY t0.`id`",
			"SELECT t0.`subject_type`, t0.`subject_id`, t0.`id`, t0.`text`, t0.`subject_type`, t0.`subject_id`" +
				" FROM `comments` AS t0 WHERE (t0.`subject_type`, t0.`subject_id`) IN (VALUES (?,?),(?,?)) ORDER BY t0.`id`",
		}
		if got := sent.Reset(); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
	})
}
