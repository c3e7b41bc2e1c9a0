// Package trees walks relations of a model to itself.
package trees
