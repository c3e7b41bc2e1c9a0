// Package requests asks with query strings, on every database: what they find, how they page, and how wrong ones are refused.
package requests
