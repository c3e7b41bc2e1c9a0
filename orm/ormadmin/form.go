package ormadmin

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
)

// mistake is something wrong with a form: For is the input, empty for the form as a whole.
type mistake struct{ For, Label, Text string }

// input is a field of a form.
type input struct {
	Name, ID, Label, Value, Help, Widget, Type, Mode string
	Required                                         bool
	Options                                          []option
	Errors                                           []string
}

type formPage struct {
	frame
	Action, Back, Token, Version string
	Inputs                       []*input
	Errors                       []mistake
}

// form is a form while it is made or read.
type form struct {
	*call
	t      *table
	row    any // the stored one, or a new one
	fresh  bool
	wrong  map[string][]string // by the names of inputs
	global []string

	head         frame
	action, back string
	done         func() string          // where it goes on once the row is saved
	first        func() (*input, error) // what stands above the fields, where something does
}

// form is the form of a row of a table.
func (c *call) form(t *table, row any, fresh bool) *form {
	f := &form{call: c, t: t, row: row, fresh: fresh, wrong: map[string][]string{}}
	f.done = func() string { return c.at(t.model, keyText(t.model, row)) + "?saved=1" }
	if fresh {
		f.head, f.action, f.back = c.frame("New row", t, nil), c.at(t.model, "-", "new"), c.at(t.model)
		return f
	}
	key := keyText(t.model, row)
	f.head, f.action, f.back = c.frame("Edit "+called(t.model, row), t, row), c.at(t.model, key, "edit"), c.at(t.model, key)
	return f
}

// fill gives a new row its defaults.
func (f *form) fill() error { return f.t.Decode(strings.NewReader("{}"), f.row) }

// create shows the form of a new row, or saves it.
func (c *call) create(t *table, post bool) error {
	if err := c.demand(Create, t, nil); err != nil {
		return err
	}
	f := c.form(t, t.New(), true)
	if !post {
		if err := f.fill(); err != nil {
			return err
		}
		return f.show(http.StatusOK)
	}
	return f.save(func(ctx context.Context) error { return t.Save(ctx, f.row) })
}

// edit shows the form of a stored row, or saves it.
func (c *call) edit(t *table, key string, post bool) error {
	row, err := c.find(t, key)
	if err != nil {
		return err
	}
	if err := c.demand(Edit, t, row); err != nil {
		return err
	}
	f := c.form(t, row, false)
	if !post {
		return f.show(http.StatusOK)
	}
	return f.save(func(ctx context.Context) error { return t.Update(ctx, f.row) })
}

// save reads the form into the row and writes it, all or nothing; what is wrong is shown with the form.
func (f *form) save(write func(context.Context) error) error {
	var was any
	if !f.fresh {
		stored := reflect.New(f.t.model.Type)
		stored.Elem().Set(reflect.ValueOf(f.row).Elem())
		was = stored.Interface()
	}
	err := f.db.Transaction(f.r.Context(), func(ctx context.Context) error {
		body, err := f.body()
		if err != nil {
			return err
		}
		if err := f.t.Decode(bytes.NewReader(body), f.row, orm.AllowKey(), orm.MaxBody(2*maxForm)); f.note(err) != nil {
			return err
		}
		if len(f.wrong) > 0 || len(f.global) > 0 {
			return errWrong
		}
		if err := f.t.CheckReferences(ctx, f.row, was); err != nil {
			return err
		}
		if err := write(ctx); err != nil {
			return err
		}
		return f.tie(ctx)
	})
	if err == nil {
		http.Redirect(f.w, f.r, f.done(), http.StatusSeeOther)
		return nil
	}
	if err = f.note(err); err != nil {
		return err
	}
	return f.show(http.StatusUnprocessableEntity)
}

// errWrong is a form that was noted as wrong.
var errWrong = errors.New("ormadmin: the form is wrong")

// note keeps what an error says of the form; what is no fault of the form stays an error.
func (f *form) note(err error) error {
	if err == nil || errors.Is(err, errWrong) {
		return nil
	}
	if errors.Is(err, orm.ErrStale) {
		f.global = append(f.global, "Somebody else has changed this row meanwhile. Copy what you want to keep, and open it anew.")
		return nil
	}
	p := ormhttp.ProblemOf(err)
	if p.Status != http.StatusUnprocessableEntity && p.Status != http.StatusConflict {
		return err
	}
	if len(p.Errors) == 0 {
		f.global = append(f.global, "The database refuses it: "+p.Detail+".")
	}
	for _, e := range p.Errors {
		f.blame(e)
	}
	return nil
}

// blame puts a mistake to the input that it is about.
func (f *form) blame(e ormhttp.FieldError) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(e.Pointer, "/"), "/")
	text := e.Detail
	if rest != "" {
		text = rest + ": " + text
	}
	for _, a := range f.t.written {
		if (first == jsonName(a) || first == a.Name) && !slices.Contains(f.wrong[a.Name], text) {
			f.wrong[a.Name] = append(f.wrong[a.Name], text)
			return
		}
	}
	for _, s := range f.t.many {
		if first == s.Name || first == s.JSONName {
			f.wrong[s.Name] = append(f.wrong[s.Name], text)
			return
		}
	}
	if f.t.model.Attribute(first) != nil && !f.t.showsName(first) { // which is none of their business
		first = "A field that is not shown"
	}
	if text = label(first) + ": " + text; !slices.Contains(f.global, text) {
		f.global = append(f.global, text)
	}
}

// body is the form as the JSON of the row.
func (f *form) body() ([]byte, error) {
	body := map[string]json.RawMessage{}
	for _, a := range f.t.written {
		if a.PrimaryKey && !f.fresh {
			continue
		}
		if a.Within != nil {
			f.reference(a, body)
			continue
		}
		if a.Kind == schema.KindBinary {
			data, given, err := f.file(a)
			if err != nil {
				return nil, err
			}
			if given {
				body[jsonName(a)], _ = json.Marshal(base64.StdEncoding.EncodeToString(data)) // a text always has a form
				continue
			}
		} else if values, given := f.r.PostForm[a.Name]; given {
			text := strings.ReplaceAll(values[0], "\r\n", "\n") // as browsers send lines
			if text != "" || shows(a) && !(f.fresh && a.Default != nil) && (isText(a) || a.SQLNullable) {
				body[jsonName(a)] = jsonOf(a, text)
				continue
			}
		}
		keeps := f.fresh && (a.SQLNullable || a.Default != nil || a.ServerDefault != "") || !f.fresh && (!shows(a) || a.Kind == schema.KindBinary)
		if _, given := f.r.PostForm[a.Name]; !keeps && (f.fresh || given) {
			f.wrong[a.Name] = []string{"a value is needed"}
		}
	}
	if v := f.t.model.Version; v != nil && !f.fresh && jsonName(v) != "-" {
		body[jsonName(v)] = jsonOf(v, f.r.PostFormValue("version"))
	}
	return json.Marshal(body)
}

// isText reports whether nothing is a value of a field.
func isText(a *schema.Attribute) bool {
	return a.Side == nil && a.Elem == nil && choices(a) == nil && (a.Kind == schema.KindString || a.Kind == schema.KindText)
}

// file is what was uploaded for a field.
func (f *form) file(a *schema.Attribute) (data []byte, given bool, err error) {
	if f.r.MultipartForm == nil || len(f.r.MultipartForm.File[a.Name]) == 0 {
		return nil, false, nil
	}
	in, err := f.r.MultipartForm.File[a.Name][0].Open()
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	data, err = io.ReadAll(in)
	return data, err == nil, err
}

// tie gives the row exactly the chosen rows of each relation to many.
func (f *form) tie(ctx context.Context) error {
	for _, s := range f.t.many {
		chosen, given := f.r.PostForm[s.Name]
		if !given {
			continue
		}
		target, err := f.db.Untyped(s.Target.Table)
		if err != nil {
			return err
		}
		items := reflect.MakeSlice(reflect.SliceOf(reflect.PointerTo(s.Target.Type)), 0, len(chosen))
		for _, key := range chosen {
			if key == "" {
				continue
			}
			var row any
			q, err := keyOf(s.Target, key)
			if err == nil {
				row, err = target.Get(ctx, q)
			}
			if errors.Is(err, orm.ErrNoMatch) {
				f.wrong[s.Name] = []string{"one of them is not there any more"}
				return errWrong
			}
			if err != nil {
				return err
			}
			items = reflect.Append(items, reflect.ValueOf(row))
		}
		many := reflect.ValueOf(f.row).Elem().FieldByName(s.GoName).Addr().MethodByName("Set")
		if err, _ := many.CallSlice([]reflect.Value{reflect.ValueOf(ctx), items})[0].Interface().(error); err != nil {
			return err
		}
	}
	return nil
}

// show makes the page of the form, with what was sent where something was.
func (f *form) show(code int) error {
	p := &formPage{frame: f.head, Action: f.action, Back: f.back, Token: f.token()}
	if v := f.t.model.Version; v != nil && !f.fresh {
		if p.Version, _ = textOf(v, f.row); f.r.PostForm.Has("version") {
			p.Version = f.r.PostForm.Get("version")
		}
	}
	for _, text := range f.global {
		p.Errors = append(p.Errors, mistake{Text: text})
	}
	if f.first != nil {
		in, err := f.first()
		if err != nil {
			return err
		}
		p.Inputs = append(p.Inputs, in)
	}
	for _, a := range f.t.written {
		if a.PrimaryKey && !f.fresh {
			continue
		}
		in, err := f.input(a)
		if err != nil {
			return err
		}
		p.Inputs = append(p.Inputs, in)
	}
	for _, s := range f.t.many {
		in, err := f.boxes(s)
		if err != nil {
			return err
		}
		p.Inputs = append(p.Inputs, in)
	}
	for _, in := range p.Inputs {
		for _, text := range in.Errors {
			p.Errors = append(p.Errors, mistake{in.ID, in.Label, text})
		}
	}
	return f.call.show(code, "form", p)
}

// input is the field of an attribute.
func (f *form) input(a *schema.Attribute) (*input, error) {
	in := &input{Name: a.Name, ID: "i-" + a.Name, Label: label(a.Name), Widget: "line", Type: "text", Errors: f.wrong[a.Name], Help: a.Comment,
		Required: !a.SQLNullable && a.Default == nil && a.ServerDefault == ""}
	if shows(a) {
		in.Value, _ = textOf(a, f.row)
		if f.fresh && a.Default == nil && a.IsZero != nil && a.IsZero(pointerOf(f.row)) {
			in.Value = ""
		}
	}
	if sent, ok := f.r.PostForm[a.Name]; ok {
		in.Value = sent[0]
	}
	of := keyed(a)
	switch {
	case a.Kind == schema.KindBinary:
		in.Type, in.Value = "file", ""
		if !f.fresh {
			in.Help, in.Required = "Without a file it stays as it is.", false
		}
	case !shows(a):
		in.Type, in.Value = "password", ""
		if !f.fresh {
			in.Help, in.Required = "Left empty, it stays as it is.", false
		}
	case a.Within != nil:
		in.part(a)
	case a.Side != nil:
		return in, f.choose(in, a.Side.Target, keyed(a))
	case choices(a) != nil && a.Elem == nil:
		in.Widget, in.Options = "select", choices(a)
		if a.SQLNullable || f.fresh && a.Default == nil {
			in.Options = append([]option{{Label: "–"}}, in.Options...)
		}
		for i, o := range in.Options {
			in.Options[i].Selected = o.Value == in.Value
		}
	case a.Elem != nil:
		in.Widget, in.Help = "area", strings.TrimSpace(in.Help+" A list, as JSON")
	case a.Kind == schema.KindText || a.Kind == schema.KindJSON || a.Kind == schema.KindString && a.MaxLength > 250:
		in.Widget = "area"
	default:
		in.describe(of)
	}
	return in, nil
}

// describe chooses the keyboard, and says what a value looks like.
func (in *input) describe(a *schema.Attribute) {
	hint := ""
	switch {
	case a.Kind.IsInteger():
		in.Mode = "numeric"
	case a.Kind.IsNumeric():
		in.Mode = "decimal"
	case a.Kind == schema.KindDate:
		in.Type = "date"
	case a.Kind == schema.KindTime:
		hint = "such as 12:30:00"
	case a.Kind == schema.KindDateTime:
		hint = "such as 2026-01-31T12:00:00Z"
	case a.Kind == schema.KindUUID:
		hint = "a UUID"
	}
	in.Help = strings.TrimSpace(in.Help + " " + hint)
}
