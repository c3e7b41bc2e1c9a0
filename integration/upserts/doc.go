// Package upserts tests on every database what writes of rows that may be there say and compute: UpdateOrCreate with values of a new row
// alone, and bulk upserts with expressions, conditions, word of what was inserted, and
// graphs whose lists are pruned, and relations that are read under names.
package upserts
