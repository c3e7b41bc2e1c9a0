package scan

import (
	"database/sql/driver"
	"errors"
	"io"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Rows is what a plan reads of a result: *sql.Rows has it.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Options help a read.
type Options struct {
	Hint int // the most main rows that can come; 0 when nothing is known
}

// Result is what the rows contained.
type Result struct {
	Roots []unsafe.Pointer // the distinct main rows in the order of their first appearance
	Rows  int
	*Pairs

	single [1]unsafe.Pointer // of Roots, for the read of one row
}

// Pairs are filled in the rows of a prefetch, and nil in others: one entry for each time that a main row belongs to a parent, in
// the order of the rows. Its lists are parallel.
type Pairs struct {
	Parents  []schema.Key
	RowRoots []unsafe.Pointer
	RowLinks []unsafe.Pointer // the link row's object, when the tree has a Link node
}

func (p *Plan) result() *Result {
	r := &Result{}
	if p.pairs != noPairs {
		r.Pairs = &Pairs{}
	}
	return r
}

// DriverRows is what a driver gives without database/sql: driver.Rows has it. Bytes are valid until the next call.
type DriverRows interface {
	Next(dest []driver.Value) error
}

// Read reads all rows to their end and links the objects that they contain. The caller closes the rows. A value that its
// field does not take is a *FieldError; then, and when the rows end with an error, there is no result.
func (p *Plan) Read(rows Rows, o Options) (*Result, error) {
	r := p.readers.Get().(*reader)
	defer func() {
		r.reset()
		p.readers.Put(r)
	}()
	r.expect(o.Hint)
	result := p.result()
	for rows.Next() {
		result.Rows++
		if err := rows.Scan(r.dest...); err != nil {
			return nil, p.failure(result.Rows, err)
		}
		r.finish(result)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	r.end()
	return result, nil
}

// ReadDriver is Read for a driver's own rows, which must have the columns of the plan: between them and the fields stands
// nothing that looks at the types of both.
func (p *Plan) ReadDriver(rows DriverRows, o Options) (*Result, error) {
	r := p.readers.Get().(*reader)
	defer func() {
		r.reset()
		p.readers.Put(r)
	}()
	if r.values == nil {
		r.values = make([]driver.Value, len(r.cells))
	}
	r.expect(o.Hint)
	result := p.result()
	for {
		if err := rows.Next(r.values); err != nil {
			if errors.Is(err, io.EOF) {
				r.end()
				return result, nil
			}
			return nil, err
		}
		result.Rows++
		for i, c := range r.cells {
			if err := c.Scan(r.values[i]); err != nil {
				return nil, p.failure(result.Rows, err)
			}
		}
		r.finish(result)
	}
}
