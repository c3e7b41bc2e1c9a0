package mysql

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

func TestParse(t *testing.T) {
	for dsn, name := range map[string]string{
		"ann:pw@tcp(db.example:3307)/shop":                                                 `host db.example:3307, database "shop"`,
		"ann:p@ss/w:rd@tcp(db.example)/shop":                                               `host db.example:3306, database "shop"`,
		"ann@unix(/run/mysqld.sock)/shop":                                                  `host /run/mysqld.sock, database "shop"`,
		"ann@/shop":                                                                        `host 127.0.0.1:3306, database "shop"`,
		"ann@/shop?parseTime=false&loc=Local&clientFoundRows=false":                        `host 127.0.0.1:3306, database "shop"`,
		"ann@/shop?charset=utf8mb4,utf8&collation=utf8mb4_unicode_ci":                      `host 127.0.0.1:3306, database "shop"`,
		"ann@/shop?time_zone=%27%2B00%3A00%27&autocommit=1&checkConnLiveness=false":        `host 127.0.0.1:3306, database "shop"`,
		"ann@/shop?Div_Precision_Increment=8":                                              `host 127.0.0.1:3306, database "shop"`,
		"ann@/shop?interpolateParams=true&TIME_ZONE=%27UTC%27&foreign_key_checks=%27ON%27": `host 127.0.0.1:3306, database "shop"`,
	} {
		got, err := parse(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		c := got.config
		if got.name != name {
			t.Errorf("%s is %s, want %s", dsn, got.name, name)
		}
		if !c.ParseTime || c.Loc != time.UTC || !c.ClientFoundRows || !c.CheckConnLiveness || c.Timeout == 0 {
			t.Errorf("%s: %+v", dsn, c)
		}
		if c.Params["time_zone"] != "'+00:00'" || c.Params["TIME_ZONE"] != "" {
			t.Errorf("%s: parameters %v", dsn, c.Params)
		}
		if mode := c.Params["sql_mode"]; !strings.Contains(mode, "@@sql_mode") || !strings.Contains(mode, "STRICT_ALL_TABLES") {
			t.Errorf("%s: sql_mode is %s", dsn, mode)
		}
		if digits := c.Params["div_precision_increment"]; digits != "16" && !strings.Contains(dsn, "Increment="+digits) {
			t.Errorf("%s: div_precision_increment is %s", dsn, digits)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const canary = "c4n4ry"
	for options, reason := range map[string]string{
		"shop?allowAllFiles=true":                              "allowAllFiles",
		"shop?multiStatements=true":                            "multiStatements",
		"shop?allowOldPasswords=1":                             "allowOldPasswords",
		"shop?charset=gbk":                                     "charset",
		"shop?charset=utf8mb4,sjis":                            "charset",
		"shop?charset=latin1&parseTime=1":                      "charset",
		"shop?collation=big5_chinese_ci":                       "collation",
		"shop?collation=latin1_swedish_ci":                     "collation",
		"shop?interpolateParams=true&collation=gbk_chinese_ci": "cannot be read",
		"shop?autocommit=0":                                    "autocommit",
		"shop?foreign_key_checks=OFF":                          "foreign_key_checks",
		"shop?character_set_client=gbk":                        "character_set_client",
		"shop?Collation_Connection=utf8_bin":                   "collation_connection",
		"shop?time_zone=%27%2B02%3A00%27":                      "time_zone",
		"":                                                     "name a database",
		"shop?strict=true":                                     "cannot be read",
		"shop?tls=" + canary:                                   "cannot be read",
		"shop?parseTime=" + canary:                             "cannot be read",
		"shop?sql_mode=%zz" + canary:                           "cannot be read",
	} {
		refused(t, "ann:"+canary+"@tcp(db.example:3306)/"+options, reason, canary)
	}
	for _, dsn := range []string{
		"ann:" + canary, "ann:" + canary + "/shop", "ann:" + canary + "@tcp(db.example/shop",
		"ann:pw/" + canary + "%zz", canary + "@" + canary + "/" + canary + "%zz",
	} {
		refused(t, dsn, "cannot be read", canary)
	}
	for _, scheme := range []string{"mariadb", "postgres", "MYSQL", "mysq"} {
		for _, rest := range []string{"@db.example:3306/shop", "@tcp(db.example:3306)/shop", "/x@db.example/shop", "@db.example/shop?tls=true"} {
			refused(t, scheme+"://ann:"+canary+rest, `scheme "`+scheme+`"`, canary)
		}
	}
	refused(t, "ann:pw@tcp(mysql://ann:"+canary+"@db.example:3306)/shop", "cannot be read", canary)
}

func refused(t *testing.T, dsn, reason, canary string) {
	t.Helper()
	_, err := parse(dsn)
	if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), reason) {
		t.Errorf("%s: %v, want an ErrConnect that says %s", dsn, err, reason)
	} else if strings.Contains(fmt.Sprintf("%+v %#v", err, err), canary) {
		t.Errorf("%s: the error gives the password away: %#v", dsn, err)
	}
}
