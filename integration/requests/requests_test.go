package requests

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// policy admits what the tests ask for.
var policy = orm.Policy{
	Filter: []string{"id", "title", "title__regex", "status", "priority", "cost", "weight", "done", "created_at", "due", "ref", "reporter",
		"reporter__name", "comments__body", "page"},
	Sort: []string{"id", "priority", "created_at", "reporter__name", "due"}, Include: []string{"reporter", "comments"}, Search: []string{"title", "comments__body"},
}

func parsed(t *testing.T, query string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func ids(items []*Issue) string {
	var out []string
	for _, i := range items {
		out = append(out, fmt.Sprint(i.ID))
	}
	return strings.Join(out, " ")
}

func TestRequestsFind(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		filled(t, db, 12)
		for query, want := range map[string]string{
			"":                                    "1 2 3 4 5 6 7 8 9 10 11 12",
			"status=closed":                       "3 6 9 12",
			"status__ne=closed&priority=1":        "1 5",
			"priority=1.0&id__lt=2e1&status=open": "1 5",
			"priority__gte=3&sort=-id":            "11 7 3",
			"priority__in=0,3":                    "3 4 7 8 11 12",
			"priority__range=2,3":                 "2 3 6 7 10 11",
			"cost=1.5":                            "3",
			"cost=1.50":                           "3",
			"cost__lt=1":                          "1",
			"weight=2.5":                          "5",
			"weight__gt=5":                        "11 12",
			"done=true&id__lte=4":                 "2 4",
			"createdAt__gte=2026-01-10":           "10 11 12",
			"created_at__lt=2026-01-02T13:00:00%2B01:00": "1",
			"createdAt=2026-01-02T12:00:00Z":             "2",
			"due=2026-02-07":                             "7",
			"due__isnull=true":                           "5 10",
			"due__isnull=false&id__lt=6":                 "1 2 3 4",
			"ref=" + refOf(4).String():                   "4",
			"ref__in=" + refOf(4).String() + "," + strings.ReplaceAll(refOf(5).String(), "-", ""): "4 5",
			"reportedBy=1&id__lt=5":                  "2 4",
			"reporter=2&id__lt=5":                    "1 3",
			"reportedBy__name=Ann&id__lt=5":          "2 4",
			"reporter__name__istartswith=b&id__lt=5": "1 3",
			"comments__body__icontains=FIX":          "1",
			"title__contains=issue 1&id__gt=1":       "10 11 12",
			"title__regex=^issue [12]$":              "1 2",
			"q=fix":                                  "1",
			"q=ISSUE+12":                             "12",
			"q=":                                     "1 2 3 4 5 6 7 8 9 10 11 12",
			"page__exact=7":                          "7",
			"size=3":                                 "1 2 3",
			"size=3&page=4":                          "10 11 12",
			"size=5&page=3&sort=-created_at":         "2 1",
			"page=9":                                 "",
			"sort=-reporter__name,-id&size=4":        "11 9 7 5",
		} {
			request := orm.UntrustedQuery(parsed(t, query), policy)
			page, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), request)
			if err != nil {
				t.Errorf("%s: %v", query, err)
				continue
			}
			if got := ids(page.Items); got != want {
				t.Errorf("%s finds %q, want %q", query, got, want)
			}
			applied, err := orm.Apply(orm.Objects[Issue](db), request).All(t.Context())
			if err != nil || ids(applied) != want {
				t.Errorf("Apply of %s finds %q, %v, want %q", query, ids(applied), err, want)
			}
		}
	})
}

// Every row is seen once on the way by cursors, forwards and back, and the numbers are right.
func TestPages(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		filled(t, db, 11)
		for _, order := range []string{"id", "-id", "priority,-id", "-created_at", "due,id"} {
			var want, seen []string
			all, err := orm.Objects[Issue](db).OrderBy(strings.Split(order, ",")...).All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want = strings.Fields(ids(all))
			read := func(more string) orm.Page[Issue] {
				page, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, "size=4&sort="+order+more), policy))
				if err != nil {
					t.Fatalf("%s%s: %v", order, more, err)
				}
				return page
			}
			page := read("")
			if page.Page != 1 || page.Pages != 3 || page.Total == nil || *page.Total != 11 || page.Size != 4 || page.Previous != "" || page.Next == "" {
				t.Errorf("%s: the first page is %+v", order, page)
			}
			var last orm.Page[Issue]
			for n := 1; ; n++ {
				seen, last = append(seen, strings.Fields(ids(page.Items))...), page
				if page.Next == "" {
					break
				}
				if page = read("&after=" + url.QueryEscape(page.Next)); page.Total != nil || page.Page != 0 || page.Previous == "" {
					t.Errorf("%s: behind a cursor the page is %+v", order, page)
				}
				if n > 5 {
					t.Fatalf("%s: no end", order)
				}
			}
			if !slices.Equal(seen, want) {
				t.Errorf("%s: forwards %v, want %v", order, seen, want)
			}
			var back []string
			for page = last; ; {
				back = append(strings.Fields(ids(page.Items)), back...)
				if page.Previous == "" {
					break
				}
				if page = read("&before=" + url.QueryEscape(page.Previous)); page.Next == "" {
					t.Errorf("%s: back, there is no next page", order)
				}
			}
			if !slices.Equal(back, want) {
				t.Errorf("%s: back %v, want %v", order, back, want)
			}
			if numbered := read("&page=3"); numbered.Next != "" || numbered.Previous == "" || len(numbered.Items) != 3 || *numbered.Total != 11 {
				t.Errorf("%s: the last page is %+v", order, numbered)
			}
			if quick := read("&total=false"); quick.Total != nil || quick.Pages != 0 || quick.Next == "" {
				t.Errorf("%s: without a total the page is %+v", order, quick)
			}
		}
	})
}

func TestFieldsAndRelations(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		filled(t, db, 3)
		for query, want := range map[string]string{
			"fields=title,id&size=1":                          `{"items":[{"id":1,"title":"issue 1"}],"total":3,"size":1}`,
			"fields=title&sort=-priority&size=1&total=false":  `{"items":[{"title":"issue 3"}],"size":1}`,
			"fields=id&include=reportedBy&size=1&total=false": `{"items":[{"id":1,"reportedBy":{"id":2,"name":"Bob","mail":"b@x"}}],"size":1}`,
			"fields=id&include=comments&id=2":                 `{"items":[{"id":2,"comments":[{"id":3,"body":"no","issue":{"id":2}}]}],"total":1,"size":50}`,
			"fields=id&id=9":                                  `{"items":[],"total":0,"size":50}`,
		} {
			page, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, query), policy))
			if err != nil {
				t.Errorf("%s: %v", query, err)
				continue
			}
			text, err := json.Marshal(page)
			if err != nil || string(text) != want {
				t.Errorf("%s is %s, %v, want %s", query, text, err, want)
			}
		}
		page, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, "include=reporter,comments&id__lte=2"), policy))
		if err != nil {
			t.Fatal(err)
		}
		if !page.Items[0].Reporter.Loaded() || page.Items[0].Reporter.Get().Name != "Bob" || page.Items[0].Comments.Len() != 2 {
			t.Errorf("relations: %+v", page.Items[0])
		}
	})
}

func TestRequestsRefused(t *testing.T) {
	counter := &dbtest.Counter{}
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		narrow := policy
		narrow.MaxList, narrow.MaxPattern, narrow.MaxTerms, narrow.MaxSize = 3, 10, 4, 20
		for query, want := range map[string]string{
			"nothing=1": "nothing unknown", "mail=1": "mail unknown", "reporter__mail=a": "reporter__mail unknown", "title__ne__x=1": "title__ne__x unknown",
			"comments=1": "comments unknown", "title__iregex=a": "title__iregex unknown", "status__regex=a": "status__regex unknown",
			"priority=x": "priority type", "priority=01": "priority type", "priority=%2B1": "priority type", "priority=": "priority type",
			"priority= 1": "priority type", "priority=99999999999": "priority type", "priority=null": "priority type",
			"priority=\"1\"": "priority type", "priority__in=1,,2": "priority__in type", "priority__range=1": "priority__range type", "priority__in=1,2,3,4": "priority__in limit",
			"cost=1,5": "cost type", "cost=1.555": "cost type", "cost=NaN": "cost type", "weight=Inf": "weight type", "weight=0x1p4": "weight type", "done=1": "done type", "done=True": "done type",
			"createdAt=yesterday": "createdAt type", "createdAt=2026-13-01": "createdAt type", "createdAt=2026-1-1": "createdAt type", "due=2026-02-30": "due type",
			"due=2026-02-01T01:00:00Z": "due type", "ref=abc": "ref type", "status=lost": "status type", "due__isnull=1": "due__isnull type",
			"title=a%00b": "title type", "title=%ff": "title type",
			"title__contains=12345678901": "title__contains limit", "q=12345678901": "q limit", "q=a b c d e": " limit",
			"id=1&id=2": "id duplicate", "page=0": "page limit", "page=-1": "page limit", "page=x": "page type", "page=1.5": "page type", "page=99999999999999": "page limit",
			"size=0": "size limit", "size=21": "size limit", "size=": "size type", "after=": "after type", "page=1&after=x": "page conflict", "after=x&before=y": "before conflict",
			"total=no": "total type", "sort=title": "sort unknown", "sort=": "sort type", "sort=-": "sort unknown", "sort=id,id,id,id,id": "sort limit", "sort=id__gt": "sort unknown",
			"fields=mail": "fields unknown", "fields=": "fields type", "fields=reporter__name": "fields unknown", "include=issues": "include unknown", "include=reporter__issues": "include unknown",
			"id=1&priority=1&cost=1&weight=1&sort=id": " limit", "a=1&b=2&priority=x": "a unknown, b unknown, priority type",
		} {
			_, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, strings.ReplaceAll(query, " ", "+")), narrow))
			var refused *orm.RequestError
			if !errors.As(err, &refused) || !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%s: %v, want %s", query, err, want)
				continue
			}
			var got []string
			for _, p := range refused.Parameters {
				got = append(got, p.Name+" "+p.Rule)
				if p.Detail == "" || strings.Contains(p.Detail, "SELECT") {
					t.Errorf("%s: %q says nothing to its sender", query, p.Detail)
				}
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("%s: %q, want %q", query, strings.Join(got, ", "), want)
			}
			if _, err := orm.Apply(orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, strings.ReplaceAll(query, " ", "+")), narrow)).Count(t.Context()); !errors.As(err, &refused) {
				t.Errorf("Apply of %s: %v", query, err)
			}
			if sent := counter.Reset(); len(sent) != 0 {
				t.Errorf("%s sends %v", query, sent)
			}
		}
		for _, wrong := range []orm.Policy{{Filter: []string{"nope"}}, {Include: []string{"title"}}, {Fields: []string{"nope"}}, {Search: []string{"nope"}}, {MaxSize: -1}} {
			if _, err := orm.PageOf(t.Context(), orm.Objects[Issue](db), orm.UntrustedQuery(nil, wrong)); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("policy %+v: %v", wrong, err)
			}
		}
		if _, err := orm.PageOf(context.Background(), orm.Objects[Issue](db), orm.UntrustedQuery(parsed(t, "after=abc"), policy)); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("a forged cursor: %v", err)
		}
	}, orm.WithObserver(counter))
}
