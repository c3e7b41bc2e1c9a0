package benchmarks

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
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

// Requests a second of a list and of a create over a connection that is kept, beside a handler by hand; the ratio is of the same round.
func TestHTTP(t *testing.T) {
	e := postgresEngine()
	dsn := e.dsn(t)
	db, err := postgres.Open(dsn, schema.MustRegistry(&ormarAuthor{}, &ormarBook{}))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
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
	defer pool.Close()
	books := ormhttp.Resource[ormarBook](db, ormhttp.Policy(orm.Policy{}))
	if books.Err() != nil {
		t.Fatal(books.Err())
	}
	hand, ours := httptest.NewServer(byHand{pool}), httptest.NewServer(books)
	defer hand.Close()
	defer ours.Close()
	const body = `{"Author":{"ID":7},"Title":"A title of some length","Pages":310,"Price":12.5,"InPrint":true,"Published":"2001-02-03T04:05:06Z","Updated":"2001-02-03T04:05:06Z","Rating":4,"Blurb":null}`
	work := map[string]func(url string) time.Duration{
		"list": func(url string) time.Duration {
			return requests(t, 20, http.MethodGet, url+"/?size=50&total=false", "", 200)
		},
		"create": func(url string) time.Duration { return requests(t, 20, http.MethodPost, url+"/", body, 201) },
	}
	for _, name := range []string{"list", "create"} {
		var ratios, ofHand, ofOurs []float64
		for round := range *rounds + 1 {
			first, second := hand.URL, ours.URL
			if round%2 == 1 {
				first, second = second, first
			}
			a, b := work[name](first), work[name](second)
			if round%2 == 1 {
				a, b = b, a
			}
			if round > 0 { // the first warms up
				ratios, ofHand, ofOurs = append(ratios, b.Seconds()/a.Seconds()), append(ofHand, 20/a.Seconds()), append(ofOurs, 20/b.Seconds())
			}
		}
		t.Logf("%s: by hand %.0f requests a second, ormhttp %.0f, time %.2f of by hand", name, median(ofHand), median(ofOurs), median(ratios))
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
