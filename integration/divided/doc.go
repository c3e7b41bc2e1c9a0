// Package divided has tests of tables whose rows are divided by tenant and have the tenant in every key, as Citus wants it: they run on
// every database, and on Citus where ORMAR_POSTGRES leads to it.
package divided
