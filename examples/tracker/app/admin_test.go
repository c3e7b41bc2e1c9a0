package app

import (
	"net/http"
	"testing"
)

// The administration shows the tenant's rows to its admins alone.
func TestAdmin(t *testing.T) {
	onEach(t, func(s *site) {
		s.want(200, "Nobody can log in", "GET", "admin/issues?q=login&status=doing", "")
		s.want(200, "History of", "GET", "admin/issues/"+login+"/history", "")
		s.want(200, "What goes with it", "GET", "admin/issues/"+login+"/delete", "")
		s.want(404, "", "GET", "admin/issues/"+secret, "")
		s.want(404, "", "GET", "admin/tenants", "")
		for _, who := range []string{"bob", "gus"} {
			s.as(who).want(http.StatusForbidden, "You may not do this", "GET", "admin/issues", "")
		}
		s.as("zoe").want(200, "A secret of Bolt", "GET", "admin/issues/"+secret+"/edit", "")
		s.as("").want(http.StatusUnauthorized, "", "GET", "admin/", "")
	})
}
