package orm

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// modulePrefix is how the names of this module's functions begin.
const modulePrefix = "github.com/ormar-go/ormar/"

// caller is the file and line of the nearest call outside this module's library packages, for observers.
func caller() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := frames.Next()
		if f.Function != "" && !library(f.Function) {
			return fmt.Sprintf("%s:%d", filepath.Base(filepath.Dir(f.File))+"/"+filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}

// library reports whether a function belongs to the packages between the user and the driver.
func library(function string) bool {
	rest, ok := strings.CutPrefix(function, modulePrefix)
	return ok && (strings.HasPrefix(rest, "orm.") || strings.HasPrefix(rest, "internal/engine.") || strings.HasPrefix(rest, "hooks."))
}
