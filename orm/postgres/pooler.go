package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ormar-go/ormar/schema"
)

// poolerOption is the option of a connection string that says what stands before the server.
const poolerOption = "pooler"

// describeExec is why that mode is refused: a pooler of transactions may give the second of its two round trips to another session,
// in which the statement of the same name is another client's. Values have been written into other tables' rows that way, without
// an error.
const describeExec = "default_query_exec_mode=describe_exec prepares and executes in two steps, between which a pooler may change " +
	"the session; write exec behind a pooler, and nothing elsewhere"

// refusedMode is what is wrong with a mode of sending statements, empty where nothing is.
func refusedMode(mode pgx.QueryExecMode) string {
	if mode == pgx.QueryExecModeDescribeExec {
		return describeExec
	}
	return ""
}

// chooseMode settles how statements are sent. A cache without room, and a pooler of transactions, leave no choice but statements
// without a name. given tells that the connection string names a mode.
func (t *target) chooseMode(given bool) error {
	c := t.config
	if reason := refusedMode(c.DefaultQueryExecMode); reason != "" {
		return t.refuse(reason)
	}
	noRoom := c.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement && c.StatementCacheCapacity == 0 ||
		c.DefaultQueryExecMode == pgx.QueryExecModeCacheDescribe && c.DescriptionCacheCapacity == 0
	if noRoom {
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	kind, pooled := c.RuntimeParams[poolerOption]
	if !pooled {
		return nil
	}
	delete(c.RuntimeParams, poolerOption)
	if kind == "session" { // is like none
		return nil
	}
	if kind != "transaction" {
		return t.refuse("pooler is " + schema.Quote(kind) + "; write transaction or session")
	}
	t.pooled = true
	switch c.DefaultQueryExecMode {
	case pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol:
	default:
		if given {
			return t.refuse("with pooler=transaction default_query_exec_mode is exec or simple_protocol: statements that a session " +
				"keeps are not there in the next")
		}
		c.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	return nil
}

// checkPooled refuses settings that belong to a session: a pooler of transactions turns the connection away for them, or lends them
// to whoever comes next.
func (t *target) checkPooled() error {
	for option := range t.config.RuntimeParams {
		if _, fixed := sessionSettings()[strings.ToLower(option)]; fixed || strings.EqualFold(option, "application_name") {
			continue
		}
		return t.refuse("with pooler=transaction " + schema.Printable(option) + " cannot be set for a session; set it for the role or " +
			"the database: ALTER ROLE … SET …")
	}
	return nil
}
