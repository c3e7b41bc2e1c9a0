package app

import (
	"net/http"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
)

// report tells of each month of a year how many issues were opened, how many of these are closed, the hours that they took, and what
// these cost: GET /report?year=2026, in UTC.
func (a *App) report(w http.ResponseWriter, r *http.Request) {
	year, err := yearOf(r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	i := orm.Fields[model.Issue]()
	from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	months, err := orm.Objects[model.Issue](a.db).
		Filter(orm.Gte(&i.CreatedAt, from), orm.Lt(&i.CreatedAt, from.AddDate(1, 0, 0))).
		AnnotateExpr("month", orm.DateTrunc("month", orm.Col(&i.CreatedAt))).
		GroupBy("month").OrderBy("month").
		Aggregate(r.Context(),
			orm.CountOf("id").As("opened"),
			orm.CountOf("id").Where(orm.Q{"status": model.Closed}).As("closed"),
			orm.SumOf("spent").As("hours"),
			orm.SumOfExpr(orm.Col(&i.Spent).Mul(orm.F("project__rate"))).As("cost"))
	if err != nil {
		a.fail(w, r, err)
		return
	}
	list := make([]map[string]any, len(months))
	for n, m := range months {
		list[n] = map[string]any{"month": m["month"].(time.Time).Format("2006-01"), "opened": m["opened"], "closed": m["closed"], "hours": m["hours"], "cost": m["cost"]}
	}
	answer(w, map[string]any{"year": year, "months": list})
}

func yearOf(r *http.Request) (int, error) {
	var wrong []orm.ParameterError
	for name := range r.URL.Query() {
		if name != "year" {
			wrong = append(wrong, orm.ParameterError{Name: name, Rule: "unknown", Detail: "there is no such parameter"})
		}
	}
	text := r.URL.Query().Get("year")
	if text == "" {
		text = strconv.Itoa(time.Now().UTC().Year())
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < 1970 || year > 9999 {
		wrong = append(wrong, orm.ParameterError{Name: "year", Rule: "type", Detail: "it takes a year such as 2026"})
	}
	if wrong != nil {
		return 0, &orm.RequestError{Parameters: wrong}
	}
	return year, nil
}
