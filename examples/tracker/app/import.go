package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

const (
	maxImport = 32 << 20 // bytes
	batch     = 500      // rows of a line of progress
	maxWrong  = 100      // lines whose mistakes are told
)

// importIssues writes the issues of a project that the lines of the body are, all or none, and tells how far it is, a line of JSON for
// each batch. What is wrong with the lines is a problem, with their numbers, before anything is written.
func (a *App) importIssues(w http.ResponseWriter, r *http.Request) {
	project, err := find[model.Project](r, a.db, "id")
	if err = all(member(r), err); err != nil {
		a.fail(w, r, err)
		return
	}
	issues, err := a.lines(w, r, project)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	tell, flush := json.NewEncoder(w), http.NewResponseController(w)
	err = a.db.Transaction(r.Context(), func(ctx context.Context) error {
		for from := 0; from < len(issues); from += batch {
			to := min(from+batch, len(issues))
			if err := orm.Objects[model.Issue](a.db).BulkCreate(ctx, issues[from:to]); err != nil {
				return err
			}
			_ = tell.Encode(progress{Written: to, Of: len(issues)}) // a client that has gone ends the context
			_ = flush.Flush()
		}
		return nil
	})
	if err != nil {
		_ = tell.Encode(map[string]any{"problem": ormhttp.ProblemOf(err)})
		return
	}
	_ = tell.Encode(progress{Written: len(issues), Of: len(issues), Done: true})
}

// progress is a line of the answer.
type progress struct {
	Written int  `json:"written"`
	Of      int  `json:"of"`
	Done    bool `json:"done,omitempty"`
}

// lines reads the body, and collects what is wrong with it.
func (a *App) lines(w http.ResponseWriter, r *http.Request, project *model.Project) ([]*model.Issue, error) {
	in := bufio.NewScanner(http.MaxBytesReader(w, r.Body, maxImport))
	in.Buffer(nil, 1<<20)
	var issues []*model.Issue
	var wrong []ormhttp.FieldError
	for n := 1; in.Scan() && len(wrong) < maxWrong; n++ {
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		issue := orm.New[model.Issue](a.db)
		issue.Project = orm.Ref(project)
		err := orm.Decode(a.db, bytes.NewReader(in.Bytes()), issue)
		if err == nil && issue.Project.PK() != any(project.ID) {
			err = ormhttp.Problem{Status: 422, Errors: []ormhttp.FieldError{{Pointer: "/project", Rule: "reference", Detail: "it is another project"}}}
		}
		if err == nil {
			stamp(issue)
			err = errors.Join(own(r.Context(), issue), orm.CheckReferences(r.Context(), a.db, issue, nil), orm.Validate(a.db, issue))
		}
		if err != nil {
			wrong = append(wrong, placed(n, ormhttp.ProblemOf(err))...)
		}
		issues = append(issues, issue)
	}
	if err := in.Err(); err != nil {
		return nil, ormhttp.Problem{Status: http.StatusRequestEntityTooLarge, Detail: "a line has at most 1 MiB, a body 32"}
	}
	if wrong != nil {
		return nil, ormhttp.Problem{Status: http.StatusUnprocessableEntity, Detail: "nothing was written", Errors: wrong}
	}
	return issues, nil
}

// placed are the mistakes of a problem at a line.
func placed(line int, p ormhttp.Problem) []ormhttp.FieldError {
	if p.Errors == nil {
		return []ormhttp.FieldError{{Pointer: fmt.Sprintf("/%d", line), Rule: "line", Detail: p.Detail}}
	}
	for i := range p.Errors {
		p.Errors[i].Pointer = fmt.Sprintf("/%d%s", line, p.Errors[i].Pointer)
	}
	return p.Errors
}
