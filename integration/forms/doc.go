// Package forms tests values that other programs have stored in forms of their own.
package forms
