package benchmarks

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
)

// ginBook is the body of a create: a book by what gin binds and checks.
type ginBook struct {
	bookBody
	Title  string `binding:"required,max=100"`
	Author struct {
		ID int64 `binding:"required"`
	}
}

// byGin is a handler of gin over gorm, tuned as both say: no debug mode, no log, kept statements, no default transaction.
func byGin(t *testing.T, e engine, dsn string) http.Handler {
	t.Helper()
	c, err := openGorm(e, dsn)
	if err != nil {
		t.Fatal(err)
	}
	g := c.(*gormed)
	t.Cleanup(func() { _ = g.conn.Close() })
	g.conn.SetMaxOpenConns(4)
	gin.SetMode(gin.ReleaseMode)
	router := gin.New()
	router.GET("/", func(c *gin.Context) { listGin(c, g.db) })
	router.POST("/", func(c *gin.Context) { createGin(c, g.db) })
	return router
}

func listGin(c *gin.Context, db *gorm.DB) {
	size, err := strconv.Atoi(c.Query("size"))
	if err != nil || size < 1 || size > 100 {
		c.AbortWithStatus(http.StatusBadRequest)
		return
	}
	var rows []gormBook
	if err := db.WithContext(c.Request.Context()).Order("id").Limit(size + 1).Find(&rows).Error; err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	items := make([]bookBody, min(size, len(rows)))
	for i := range items {
		items[i] = bodyOf(&rows[i])
	}
	c.JSON(http.StatusOK, gin.H{"items": items, "size": size})
}

func createGin(c *gin.Context, db *gorm.DB) {
	var b ginBook
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, 1<<20)
	if err := c.ShouldBindJSON(&b); err != nil {
		c.AbortWithStatus(http.StatusUnprocessableEntity)
		return
	}
	row := gormBook{AuthorID: b.Author.ID, Title: b.Title, Pages: b.Pages, Price: b.Price, InPrint: b.InPrint, Published: b.Published, Updated: b.Updated, Rating: b.Rating, Blurb: b.Blurb}
	if err := db.WithContext(c.Request.Context()).Create(&row).Error; err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	c.Header("Location", "/"+strconv.FormatInt(row.ID, 10))
	c.JSON(http.StatusCreated, bodyOf(&row))
}

// bodyOf is a row as all handlers write it.
func bodyOf(r *gormBook) bookBody {
	b := bookBody{ID: r.ID, Title: r.Title, Pages: r.Pages, Price: r.Price, InPrint: r.InPrint, Published: r.Published, Updated: r.Updated, Rating: r.Rating, Blurb: r.Blurb}
	b.Author.ID = r.AuthorID
	return b
}
