package ormseed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// row is one row of a file.
type row struct {
	file, table string
	line        int
	values      map[string]json.RawMessage // by the names of the file, then by attribute
	names       []string                   // in the order of the file
	use         *use                       // what it means, once its table was found
}

// wrong says in which row a mistake is.
func (r *row) wrong(err error) error { return &Error{r.file, r.line, r.table, err} }

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrSeed}, args...)...)
}

// read reads all files that the patterns name, each once.
func read(files fs.FS, patterns []string) ([]*row, error) {
	if len(patterns) == 0 {
		return nil, bad("there is no pattern; name the files, as *.json")
	}
	var rows []*row
	seen := map[string]bool{}
	for _, p := range patterns {
		names, err := fs.Glob(files, p)
		if err != nil || len(names) == 0 {
			return nil, bad("the pattern %q names no file", p)
		}
		for _, name := range names {
			if seen[name] {
				continue
			}
			seen[name] = true
			text, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, &Error{File: name, Err: err}
			}
			list, err := readFile(name, text)
			if err != nil {
				return nil, err
			}
			rows = append(rows, list...)
		}
	}
	return rows, nil
}

func readFile(name string, text []byte) ([]*row, error) {
	switch path.Ext(name) {
	case ".json":
		return readJSON(name, text)
	case ".yaml", ".yml":
		return readYAML(name, text)
	}
	return nil, &Error{File: name, Err: bad("it ends with none of .json, .yaml and .yml")}
}

// readJSON reads {"table": [{…}, …], …}.
func readJSON(name string, text []byte) (rows []*row, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	line := func() int {
		return 1 + bytes.Count(text[:min(len(text), int(d.InputOffset())+blanks(text, int(d.InputOffset())))], []byte("\n"))
	}
	fail := func(table string, err error) error { return &Error{name, line(), table, err} }
	if err := expect(d, json.Delim('{')); err != nil {
		return nil, fail("", bad("it is no object of tables: %v", err))
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, fail("", bad("%v", err))
		}
		table, _ := token.(string)
		if err := expect(d, json.Delim('[')); err != nil {
			return nil, fail(table, bad("it has no list of rows: %v", err))
		}
		for d.More() {
			r := &row{file: name, table: table, line: line(), values: map[string]json.RawMessage{}}
			if err := r.object(d); err != nil {
				return nil, r.wrong(err)
			}
			rows = append(rows, r)
		}
		if err := expect(d, json.Delim(']')); err != nil {
			return nil, fail(table, bad("%v", err))
		}
	}
	if err := expect(d, json.Delim('}')); err != nil {
		return nil, fail("", bad("%v", err))
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fail("", bad("something stands behind the object"))
	}
	return rows, nil
}

// blanks counts the bytes before what comes next.
func blanks(text []byte, at int) int {
	rest := text[min(at, len(text)):]
	return len(rest) - len(bytes.TrimLeft(rest, ", \t\r\n"))
}

func expect(d *json.Decoder, want json.Delim) error {
	token, err := d.Token()
	if err == nil && token != want {
		err = fmt.Errorf("%v instead of %v", token, want)
	}
	return err
}

// object reads one row.
func (r *row) object(d *json.Decoder) error {
	if err := expect(d, json.Delim('{')); err != nil {
		return bad("a row is an object: %v", err)
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return bad("%v", err)
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return bad("%v", err)
		}
		if err := r.add(name, value); err != nil {
			return err
		}
	}
	if err := expect(d, json.Delim('}')); err != nil {
		return bad("%v", err)
	}
	return nil
}

func (r *row) add(name string, value json.RawMessage) error {
	if _, twice := r.values[name]; twice {
		return bad("%q stands twice in it", name)
	}
	r.values[name] = value
	r.names = append(r.names, name)
	return nil
}

// readYAML reads the same as YAML.
func readYAML(name string, text []byte) (rows []*row, err error) {
	var document yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&document); err == io.EOF {
		return nil, nil
	} else if err != nil {
		return nil, &Error{File: name, Err: bad("%s", strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	var more yaml.Node
	if err := d.Decode(&more); err != io.EOF {
		return nil, &Error{File: name, Err: bad("a second document stands in it")}
	}
	c := &converter{}
	tables, err := c.mapping(document.Content[0])
	if err != nil {
		return nil, &Error{name, document.Content[0].Line, "", bad("it is no mapping of tables: %v", err)}
	}
	for _, t := range tables {
		list, err := c.resolve(t.value)
		if err != nil || list.Kind != yaml.SequenceNode {
			return nil, &Error{name, t.value.Line, t.name, bad("it has no list of rows")}
		}
		for _, n := range list.Content {
			r := &row{file: name, table: t.name, line: n.Line, values: map[string]json.RawMessage{}}
			members, err := c.mapping(n)
			if err != nil {
				return nil, r.wrong(bad("a row is a mapping: %v", err))
			}
			for _, m := range members {
				var b bytes.Buffer
				if err := c.json(&b, m.value); err != nil {
					return nil, r.wrong(bad("%s: %v", m.name, err))
				}
				if err := r.add(m.name, b.Bytes()); err != nil {
					return nil, r.wrong(err)
				}
			}
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// member is a name with its value.
type member struct {
	name  string
	value *yaml.Node
}

// maxNodes bounds what aliases can make of a small file.
const maxNodes = 1_000_000

// maxDepth bounds how deep values stand in each other; an alias may stand in itself.
const maxDepth = 100

// converter makes JSON of YAML, value by value as it is written: numbers keep their digits.
type converter struct{ nodes, depth int }

// resolve follows an alias.
func (c *converter) resolve(n *yaml.Node) (*yaml.Node, error) {
	if c.nodes++; c.nodes > maxNodes {
		return nil, fmt.Errorf("there are more than %d values in it, aliases counted", maxNodes)
	}
	if n.Kind == yaml.AliasNode {
		return n.Alias, nil
	}
	return n, nil
}

// mapping is the members of a mapping, those of merged ones (<<) included.
func (c *converter) mapping(n *yaml.Node) ([]member, error) {
	n, err := c.resolve(n)
	if err != nil {
		return nil, err
	}
	if n.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d has something else", n.Line)
	}
	var out, merged []member
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d has a name that is no text", key.Line)
		}
		if key.Tag == "!!merge" {
			more, err := c.merge(value)
			if err != nil {
				return nil, err
			}
			merged = append(merged, more...)
			continue
		}
		if slices.ContainsFunc(out, func(m member) bool { return m.name == key.Value }) {
			return nil, fmt.Errorf("%q stands twice at line %d", key.Value, key.Line)
		}
		out = append(out, member{key.Value, value})
	}
	for _, m := range merged {
		if !slices.ContainsFunc(out, func(o member) bool { return o.name == m.name }) {
			out = append(out, m)
		}
	}
	return out, nil
}

// merge is the members of one mapping, or of several.
func (c *converter) merge(n *yaml.Node) ([]member, error) {
	n, err := c.resolve(n)
	if err != nil {
		return nil, err
	}
	if c.depth++; c.depth > maxDepth {
		return nil, fmt.Errorf("values stand in each other more than %d deep at line %d", maxDepth, n.Line)
	}
	defer func() { c.depth-- }()
	if n.Kind != yaml.SequenceNode {
		return c.mapping(n)
	}
	var out []member
	for _, part := range n.Content {
		more, err := c.mapping(part)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// json writes a value.
func (c *converter) json(b *bytes.Buffer, n *yaml.Node) error {
	if c.depth++; c.depth > maxDepth {
		return fmt.Errorf("values stand in each other more than %d deep at line %d", maxDepth, n.Line)
	}
	defer func() { c.depth-- }()
	n, err := c.resolve(n)
	if err != nil {
		return err
	}
	switch n.Kind {
	case yaml.MappingNode:
		members, err := c.mapping(n)
		if err != nil {
			return err
		}
		for i, m := range members {
			b.WriteString([]string{"{", ","}[min(i, 1)])
			text(b, m.name)
			b.WriteByte(':')
			if err := c.json(b, m.value); err != nil {
				return err
			}
		}
		if len(members) == 0 {
			b.WriteByte('{')
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, part := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := c.json(b, part); err != nil {
				return err
			}
		}
		b.WriteByte(']')
	default:
		return scalar(b, n)
	}
	return nil
}

// scalar writes a text, number, boolean or null.
func scalar(b *bytes.Buffer, n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		b.WriteString("null")
	case "!!bool":
		var v bool
		if err := n.Decode(&v); err != nil {
			return err
		}
		fmt.Fprint(b, v)
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) { // the digits as they are written
			b.WriteString(n.Value)
			return nil
		}
		var v json.Number
		if n.ShortTag() == "!!int" {
			var i int64
			if err := n.Decode(&i); err != nil {
				return err
			}
			v = json.Number(fmt.Sprint(i))
		} else {
			var f float64
			if err := n.Decode(&f); err != nil {
				return err
			}
			v = json.Number(fmt.Sprint(f))
		}
		if !json.Valid([]byte(v)) {
			return fmt.Errorf("%s is no number that a column holds", n.Value)
		}
		b.WriteString(string(v))
	default: // texts; times and base64 are texts in JSON too
		text(b, n.Value)
	}
	return nil
}

func text(b *bytes.Buffer, s string) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string has a JSON form
	b.Truncate(b.Len() - 1)
}
