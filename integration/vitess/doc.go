// Package vitess asks the planner of Vitess where the statements of integration/shards go: each of those about the rows of one tenant goes
// to one shard, and none is refused. The planner is large, so its test is built with the tag vitess alone:
//
//	go -C integration/vitess test -tags vitess ./...
package vitess
