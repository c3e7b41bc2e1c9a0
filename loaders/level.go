package loaders

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Late is a foreign key that can only be written when both rows are there, since the rows refer to each other.
type Late struct {
	Member *Member
	Need   Need
}

// levels is the work of Levels.
type levels struct {
	g     *Graph
	write func(*Member) bool
	fresh func(*Member) bool
	mark  map[*Member]mark
	level map[*Member]int
	stack []Late // the needs that lead to the member at hand
	late  map[Late]bool
	out   [][]*Member
}

type mark uint8

const (
	entered mark = iota + 1
	left
)

// Levels divides the members for which write holds into levels: what a row's foreign keys point to comes before the row, its
// children and the targets of its many sides after it. Members for which fresh holds have no row yet: where they refer to each
// other in a ring, a foreign key of it that can be NULL is written late. A ring without one is a *RingError.
func (g *Graph) Levels(write, fresh func(*Member) bool) (byLevel [][]*Member, late []Late, err error) {
	l := &levels{g: g, write: write, fresh: fresh, late: map[Late]bool{}}
	for again := true; again; {
		l.mark, l.level, l.out, l.stack = map[*Member]mark{}, map[*Member]int{}, nil, nil
		again = false
		for _, m := range g.Members {
			if again, err = l.visit(m); again || err != nil {
				break
			}
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for _, m := range g.Members {
		for _, n := range m.Needs {
			if l.late[Late{m, n}] {
				late = append(late, Late{m, n})
			}
		}
	}
	return l.out, late, nil
}

// visit places a member after what it needs. again says that a ring was broken behind it, and the work begins anew.
func (l *levels) visit(m *Member) (again bool, err error) {
	if l.mark[m] != 0 || !l.write(m) {
		return false, nil
	}
	l.mark[m] = entered
	level := 0
	for _, n := range m.Needs {
		need := Late{m, n}
		if l.late[need] || !l.write(n.On) {
			continue
		}
		if l.mark[n.On] == entered {
			if !l.fresh(n.On) {
				continue
			}
			if again, err = l.ring(need); again || err != nil {
				return again, err
			}
			continue
		}
		l.stack = append(l.stack, need)
		if again, err = l.visit(n.On); again || err != nil {
			return again, err
		}
		l.stack = l.stack[:len(l.stack)-1]
		level = max(level, l.level[n.On]+1)
	}
	for _, owner := range m.after {
		if l.mark[owner] == left {
			level = max(level, l.level[owner]+1)
		}
	}
	l.mark[m], l.level[m] = left, level
	for len(l.out) <= level {
		l.out = append(l.out, nil)
	}
	l.out[level] = append(l.out[level], m)
	return false, nil
}

// ring breaks the ring that a need closes: at this need where it can be NULL, else at another one of the ring, which was
// passed already.
func (l *levels) ring(last Late) (again bool, err error) {
	if last.Need.Key.SQLNullable {
		l.late[last] = true
		return false, nil
	}
	i := len(l.stack)
	for i > 0 && last.Need.On != last.Member {
		i--
		if l.stack[i].Member == last.Need.On {
			break
		}
	}
	ring := l.stack[i:]
	if j := slices.IndexFunc(ring, func(n Late) bool { return n.Need.Key.SQLNullable }); j >= 0 {
		l.late[ring[j]] = true
		return true, nil
	}
	var names []string
	for _, n := range append(slices.Clone(ring), last) {
		names = append(names, n.Member.Model.Name+"."+n.Need.Key.Name)
	}
	return false, &RingError{Path: strings.Join(names, ", ")}
}

// RingError is a ring of new rows none of which can be written first.
type RingError struct{ Path string }

// Error names the foreign keys.
func (e *RingError) Error() string {
	return fmt.Sprintf("the new rows refer to each other through %s, and none of these can be NULL; save one of them with another target first", e.Path)
}

// Waits are the foreign keys of a member that hold the key of a member for which fresh holds.
func (m *Member) Waits(fresh func(*Member) bool) []*schema.Attribute {
	var out []*schema.Attribute
	for _, n := range m.Needs {
		if fresh(n.On) {
			out = append(out, n.Key)
		}
	}
	return out
}
