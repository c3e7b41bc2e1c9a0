package migrate

import "context"

// Plan tells which statements Up would send with the same options, in order, and the risks of each.
// It looks for the same mistakes, and sends two statements that change nothing: on a database
// without a history it makes none. What Up writes down about its own progress, and the COMMIT and
// the like around a migration, are not among them. Of a migration that is half done it gives what
// is left.
func (m *Migrator) Plan(ctx context.Context, opts ...RunOption) ([]Step, error) {
	o, err := settings(opts)
	if err != nil {
		return nil, err
	}
	s, err := m.look(ctx, m.db.SQLX())
	if err != nil {
		return nil, err
	}
	list, err := s.toApply(o)
	if err != nil {
		return nil, err
	}
	var out []Step
	for _, e := range list {
		inside := m.dialect.DDL.Transactional || e.goes != nil
		if e.goes != nil {
			out = append(out, Step{Version: e.id, SQL: "-- " + e.id + " is written in Go", Transaction: inside && !e.alone()})
			continue
		}
		done := 0
		if r, ok := s.record(e.id); ok {
			done = r.done
		}
		found := lintSection(m.dialect, e.file.Path, &e.file.Up)
		for i, st := range e.file.Up.Statements {
			if i < done {
				continue
			}
			step := Step{Version: e.id, SQL: st.Text, Transaction: inside && !e.alone()}
			for _, f := range found {
				if f.at == i {
					step.Findings = append(step.Findings, f.Finding)
				}
			}
			out = append(out, step)
		}
	}
	return out, nil
}
