package benchmarks

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// bookBody is a book as both handlers read and write it.
type bookBody struct {
	ID        int64
	Author    struct{ ID int64 }
	Title     string
	Pages     int
	Price     float64
	InPrint   bool
	Published time.Time
	Updated   time.Time
	Rating    *int64
	Blurb     *string
}

// byHand is a handler that somebody wrote for this table alone: pgx, a struct, encoding/json, and the checks that it cannot do without.
type byHand struct{ pool *pgxpool.Pool }

func (h byHand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		h.create(w, r)
		return
	}
	size, err := strconv.Atoi(r.URL.Query().Get("size"))
	if err != nil || size < 1 || size > 100 {
		http.Error(w, "size", http.StatusBadRequest)
		return
	}
	rows, err := h.pool.Query(r.Context(), "SELECT id, "+bookColumns+" FROM books ORDER BY id LIMIT $1", size+1)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	items, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (b bookBody, err error) {
		return b, row.Scan(&b.ID, &b.Author.ID, &b.Title, &b.Pages, &b.Price, &b.InPrint, &b.Published, &b.Updated, &b.Rating, &b.Blurb)
	})
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(struct {
		Items []bookBody `json:"items"`
		Size  int        `json:"size"`
	}{items[:min(size, len(items))], size})
}

func (h byHand) create(w http.ResponseWriter, r *http.Request) {
	var b bookBody
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil || b.Title == "" || len(b.Title) > 100 || b.Author.ID == 0 {
		http.Error(w, "the body", http.StatusUnprocessableEntity)
		return
	}
	err := h.pool.QueryRow(r.Context(), "INSERT INTO books ("+bookColumns+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
		b.Author.ID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb).Scan(&b.ID)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Location", "/"+strconv.FormatInt(b.ID, 10))
	w.WriteHeader(http.StatusCreated)
	_ = json.NewEncoder(w).Encode(b)
}

// httpContenders are handlers that serve the books of one database, each with a pool of four connections.
func httpContenders(t *testing.T, e engine) map[string]http.Handler {
	t.Helper()
	dsn := e.dsn(t)
	db, err := postgres.Open(dsn, schema.MustRegistry(&ormarAuthor{}, &ormarBook{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SQLX().SetMaxOpenConns(4)
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 4
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	books := ormhttp.Resource[ormarBook](db, ormhttp.Policy(orm.Policy{}))
	if books.Err() != nil {
		t.Fatal(books.Err())
	}
	return map[string]http.Handler{"by hand": byHand{pool}, "ormhttp": books, "gin+gorm": byGin(t, e, dsn)}
}

// createBody is the body of a create.
const createBody = `{"Author":{"ID":7},"Title":"A title of some length","Pages":310,"Price":12.5,"InPrint":true,"Published":"2001-02-03T04:05:06Z","Updated":"2001-02-03T04:05:06Z","Rating":4,"Blurb":null}`

// Requests a second of a list and of a create over a connection that is kept; the ratios are to the handler by hand in the same round, in which the
// handlers come in an order of chance.
func TestHTTP(t *testing.T) {
	urls := map[string]string{}
	for name, handler := range httpContenders(t, postgresEngine()) {
		server := httptest.NewServer(handler)
		defer server.Close()
		urls[name] = server.URL
	}
	sameAnswers(t, urls)
	const turn = 20
	for _, work := range []struct {
		name, method, path, body string
		status                   int
	}{{"list", http.MethodGet, "/?size=50&total=false", "", 200}, {"create", http.MethodPost, "/", createBody, 201}} {
		perSecond, ratios := map[string][]float64{}, map[string][]float64{}
		for round := range *rounds + 1 {
			took := map[string]float64{}
			order := slices.Sorted(maps.Keys(urls))
			rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, name := range order {
				took[name] = requests(t, turn, work.method, urls[name]+work.path, work.body, work.status).Seconds()
			}
			for name, seconds := range took {
				if round > 0 { // the first warms up
					perSecond[name], ratios[name] = append(perSecond[name], turn/seconds), append(ratios[name], seconds/took["by hand"])
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(urls)) {
			t.Logf("%s, %s: %.0f requests a second, time %.2f of by hand", work.name, name, median(perSecond[name]), median(ratios[name]))
		}
	}
}

// sameAnswers fails unless all handlers answer with the same books, and make the same of a body.
func sameAnswers(t *testing.T, urls map[string]string) {
	t.Helper()
	var first struct {
		list []bookBody
		made bookBody
	}
	for _, name := range slices.Sorted(maps.Keys(urls)) {
		var page struct{ Items []bookBody }
		var made bookBody
		answered(t, http.MethodGet, urls[name]+"/?size=50&total=false", "", &page)
		answered(t, http.MethodPost, urls[name]+"/", createBody, &made)
		made.ID = 0
		if first.list == nil {
			first.list, first.made = page.Items, made
		}
		if len(page.Items) != 50 || !reflect.DeepEqual(page.Items, first.list) || !reflect.DeepEqual(made, first.made) || made.Title == "" {
			t.Fatalf("%s answers with %d books, %+v, and makes %+v instead of %+v", name, len(page.Items), page.Items[:min(1, len(page.Items))], made, first.made)
		}
	}
}

// answered reads the answer to one request.
func answered(t *testing.T, method, url, body string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatalf("%s: %d, %v", url, answer.StatusCode, err)
	}
}

func requests(t *testing.T, n int, method, url, body string, status int) time.Duration {
	t.Helper()
	started := time.Now()
	for range n {
		r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != status || len(text) < 100 {
			t.Fatalf("%d %s, %v", answer.StatusCode, text, err)
		}
	}
	return time.Since(started)
}
