// Package clusters tests databases of several servers: replicas and failover. The tests start the servers that they need by
// .ci/clusters, and are skipped unless ORMAR_CLUSTERS is 1.
package clusters
