package ormhttp

import (
	"net/http"
	"slices"
)

// Action is what a request does to a resource.
type Action string

// The actions, with their methods.
const (
	List    Action = "list"    // GET of the resource
	Create  Action = "create"  // POST of the resource, one row or many
	Get     Action = "get"     // GET of a row
	Replace Action = "replace" // PUT of a row
	Patch   Action = "patch"   // PATCH of a row
	Delete  Action = "delete"  // DELETE of a row
)

// ofResource and ofRow are the actions of an address by their methods.
var (
	ofResource = []methodAction{{http.MethodGet, List}, {http.MethodPost, Create}}
	ofRow      = []methodAction{{http.MethodGet, Get}, {http.MethodPut, Replace}, {http.MethodPatch, Patch}, {http.MethodDelete, Delete}}
)

type methodAction struct {
	method string
	action Action
}

// allowed are the methods of an address, for the header Allow.
func (s *settings) allowed(list []methodAction) []string {
	methods := []string{http.MethodOptions}
	for _, m := range list {
		if !s.does(m.action) {
			continue
		}
		methods = append(methods, m.method)
		if m.method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	slices.Sort(methods)
	return methods
}

// does reports whether an action is switched on.
func (s *settings) does(a Action) bool { return s.only == nil || slices.Contains(s.only, a) }
