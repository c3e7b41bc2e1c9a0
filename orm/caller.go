package orm

import (
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// between are the packages that may stand between a program's call and the statement that it sends,
// by how the names of their functions begin: those of this module, and those of the standard
// library that call back.
var between = [...]string{
	"github.com/ormar-go/ormar/orm.", "github.com/ormar-go/ormar/internal/", "github.com/ormar-go/ormar/loaders.",
	"github.com/ormar-go/ormar/hooks.", "iter.", "slices.", "maps.", "runtime.",
}

// forTests begins the names of what is inside this module and yet calls it as a program does.
const forTests = "github.com/ormar-go/ormar/internal/dbtest"

// caller is the file and line of the nearest call outside this module's library packages, for observers; empty when there is
// none. It is shortened to the file's directory and name: how a machine is laid out does not belong in logs.
func caller() string {
	var pcs [32]uintptr
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			if f, more = frames.Next(); f.Function != "" && !library(f.Function) {
				return filepath.Base(filepath.Dir(f.File)) + "/" + filepath.Base(f.File) + ":" + strconv.Itoa(f.Line)
			}
		}
		if n < len(pcs) {
			return ""
		}
	}
}

// library reports whether a function belongs to the packages between the program and the driver.
func library(function string) bool {
	return !strings.HasPrefix(function, forTests) &&
		slices.ContainsFunc(between[:], func(prefix string) bool { return strings.HasPrefix(function, prefix) })
}
