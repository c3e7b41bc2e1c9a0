package mysql

import "testing"

// A server is one of several writers when Galera is on, or its group has no single primary; the server of the tests is alone.
func TestSeveralWriters(t *testing.T) {
	for _, c := range []struct {
		variable, value string
		several         bool
	}{
		{"wsrep_on", "ON", true}, {"wsrep_on", "OFF", false}, {"WSREP_ON", "1", true},
		{"group_replication_single_primary_mode", "OFF", true}, {"group_replication_single_primary_mode", "ON", false}, {"other", "ON", false},
	} {
		if got := clusterSays(c.variable, c.value); got != c.several {
			t.Errorf("%s = %s: %t", c.variable, c.value, got)
		}
	}
	if s, err := ask(t.Context(), fresh(t)); err != nil || s.writers {
		t.Errorf("%+v, %v", s, err)
	}
}
