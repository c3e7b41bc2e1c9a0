// Package guides has the programs of the pages by task in docs/: each is an Example that its page shows to the letter.
package guides
