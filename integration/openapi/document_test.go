package openapi_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// described is the document of the resources, which the validator takes.
func described(t *testing.T, db *orm.DB) (libopenapi.Document, validator.Validator) {
	t.Helper()
	text, err := ormhttp.OpenAPI("tracker", "1.0", resources(db))
	if err != nil {
		t.Fatal(err)
	}
	d, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	v, list := validator.NewValidator(d)
	if len(list) > 0 {
		t.Fatal(list)
	}
	if ok, wrong := v.ValidateDocument(); !ok {
		for _, w := range wrong {
			t.Errorf("%s: %s: %v", w.Message, w.Reason, w.SchemaValidationErrors)
		}
		t.Fatalf("%s", text)
	}
	return d, v
}

func TestTheDocumentIsOne(t *testing.T) {
	db := dbtest.Open(t, "sqlite", models())
	d, _ := described(t, db)
	model, err := d.BuildV3Model() // which resolves every reference
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for path, item := range model.Model.Paths.PathItems.FromOldest() {
		for method := range item.GetOperations().FromOldest() {
			got = append(got, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(got)
	var want []string
	for path, methods := range map[string]string{"/projects": "LCGRPD", "/public/projects": "LG", "/teams": "LCGRPD", "/labels": "LCGRPD", "/grades": "LCGRPD", "/problems": "LCGRPD"} {
		for _, m := range methods {
			at := map[rune]string{'L': "", 'C': ""}
			row := "/{key}"
			if _, top := at[m]; top {
				row = ""
			}
			want = append(want, map[rune]string{'L': http.MethodGet, 'C': http.MethodPost, 'G': http.MethodGet, 'R': http.MethodPut, 'P': http.MethodPatch, 'D': http.MethodDelete}[m]+" "+path+row)
		}
	}
	want = append(want, "GET /teams/{key}/projects", "GET /projects/{key}/children", "GET /projects/{key}/labels")
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("operations %v, want %v", got, want)
	}
	var components []string
	for name := range model.Model.Components.Schemas.FromOldest() {
		components = append(components, name)
	}
	for _, name := range []string{"project", "project2", "project.Create", "project.Replace", "project.Patch", "Problem", "Problem2", "grade"} {
		if !slices.Contains(components, name) {
			t.Errorf("no component %s in %v", name, components)
		}
	}
	again, err := ormhttp.OpenAPI("tracker", "1.0", resources(db))
	if first := d.GetSpecInfo().SpecBytes; err != nil || string(again) != string(*first) {
		t.Errorf("the document is not the same each time: %v", err)
	}
	for _, secret := range []string{"canary", "hide"} {
		if strings.Contains(string(again), secret) {
			t.Errorf("the document tells of %s", secret)
		}
	}
}
