//go:build vitess

package vitess

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"vitess.io/vitess/go/stats"
	querypb "vitess.io/vitess/go/vt/proto/query"
	"vitess.io/vitess/go/vt/topo/memorytopo"
	"vitess.io/vitess/go/vt/vtenv"
	"vitess.io/vitess/go/vt/vtexplain"

	"github.com/ormar-go/ormar/integration/shards"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

var update = flag.Bool("update", false, "write the golden file anew; read the difference before it is kept")

const golden = "testdata/plans.golden"

// planner is vtgate over four shards by tenant_id, without tables that anything is in.
func planner(t *testing.T) *vtexplain.VTExplain {
	t.Helper()
	models, err := shards.Models()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := migrate.SQL("vitess", models)
	if err != nil {
		t.Fatal(err)
	}
	var divided, sequences []string
	for _, m := range models.Models() {
		if m.ShardKey == nil {
			divided = append(divided, fmt.Sprintf(`%q: {"type": "reference"}`, m.Table))
			continue
		}
		divided = append(divided, fmt.Sprintf(`%q: {"column_vindexes": [{"column": %q, "name": "xxhash"}], "auto_increment": {"column": "id", "sequence": "seqs.%s_seq"}}`,
			m.Table, m.ShardKey.Column, m.Table))
		sequences = append(sequences, fmt.Sprintf(`"%s_seq": {"type": "sequence"}`, m.Table))
		tables += fmt.Sprintf("CREATE TABLE %s_seq (id int, next_id bigint, cache bigint, PRIMARY KEY (id)) comment 'vitess_sequence';\n", m.Table)
	}
	vschema := fmt.Sprintf(`{"app": {"sharded": true, "vindexes": {"xxhash": {"type": "xxhash"}}, "tables": {%s}}, "seqs": {"sharded": false, "tables": {%s}}}`,
		strings.Join(divided, ", "), strings.Join(sequences, ", "))
	env, err := vtenv.New(vtenv.Options{MySQLServerVersion: "8.0.40"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	options := &vtexplain.Options{NumShards: 4, ReplicationMode: "ROW", Normalize: true, StrictDDL: true, ExecutionMode: vtexplain.ModeMulti,
		PlannerVersion: querypb.ExecuteOptions_Gen4, Target: "app"}
	v, err := vtexplain.Init(ctx, env, memorytopo.NewServer(ctx, vtexplain.Cell), vschema, tables, "", options,
		stats.NewCountersWithSingleLabel("", "server operations", "type"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Stop)
	return v
}

var transactional = regexp.MustCompile(`(?i)^(begin|start transaction|commit|rollback|savepoint|release)`)

// where is what the planner does with a statement: the shards that it asks, or why it refuses.
func where(v *vtexplain.VTExplain, text string) (shards []string, refused error) {
	plans, err := v.Run(text)
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		for tablet, actions := range p.TabletActions {
			asked := slices.ContainsFunc(actions.MysqlQueries, func(q *vtexplain.MysqlQuery) bool { return !transactional.MatchString(q.SQL) })
			if asked && strings.HasPrefix(tablet, "app/") {
				shards = append(shards, strings.TrimPrefix(tablet, "app/"))
			}
		}
	}
	sort.Strings(shards)
	return shards, nil
}

// TestPlans plans every statement of every call, and compares where it goes with testdata/plans.golden.
func TestPlans(t *testing.T) {
	models, err := shards.Models()
	if err != nil {
		t.Fatal(err)
	}
	v, said := planner(t), &recorder{}
	db, err := orm.Connect(sqlx.NewDb(sql.OpenDB(said), "recorder"), models, orm.Driver{Dialect: "vitess"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out strings.Builder
	one, several := 0, 0
	for _, c := range shards.Calls() {
		out.WriteString("# " + c.Name + "\n")
		if err := c.Run(t.Context(), &shards.World{DB: db}); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
		for _, text := range said.reset() {
			places, refused := where(v, text)
			switch reference := regexp.MustCompile("`(authors|posts|comments|labels|post_labels)`").FindString(text) == ""; {
			case refused != nil:
				t.Errorf("%s: Vitess refuses a statement: %v\n%s", c.Name, refused, text)
				fmt.Fprintf(&out, "refused\n    %s\n", text)
			case transactional.MatchString(text), reference:
				fmt.Fprintf(&out, "-\n    %s\n", text)
			case len(places) == 1:
				one++
				fmt.Fprintf(&out, "%s\n    %s\n", places[0], text)
			default:
				several++
				t.Errorf("%s: a statement goes to the shards %v:\n%s", c.Name, places, text)
				fmt.Fprintf(&out, "%v\n    %s\n", places, text)
			}
		}
		out.WriteByte('\n')
	}
	t.Logf("%d statements go to one shard, %d to several or none", one, several)
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != out.String() {
		t.Errorf("%s differs; run with -update and read the difference", golden)
	}
}
