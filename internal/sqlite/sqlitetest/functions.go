package sqlitetest

import (
	"database/sql"
	"fmt"
	"testing"
)

func (k kit) scalarFunctions(t *testing.T) {
	pool := k.fresh(t)
	for expression, want := range map[string]string{
		"orm_decimal_add('0.10', '0.20')":         "0.30",
		"orm_decimal_add('0.1', 2)":               "2.1",
		"orm_decimal_add('0.1', 0.2)":             "0.3",
		"orm_decimal_add(NULL, '1')":              "NULL",
		"orm_decimal_add('1', NULL)":              "NULL",
		"orm_decimal_sub('1', '1.50')":            "-0.50",
		"orm_decimal_mul('99999999999999.99', 3)": "299999999999999.97",
		"orm_decimal_div('10.00', 4)":             "2.50",
		"orm_decimal_div('1', '0')":               "NULL",
		"orm_decimal_add('x', '1')":               "error",
		"orm_decimal_cast('1.005', 10, 2)":        "1.01",
		"orm_decimal_cast(NULL, 10, 2)":           "NULL",
		"orm_decimal_cast('1000', 5, 2)":          "decimal out of range",
		"orm_abs('-1.50')":                        "1.50",
		"orm_abs(-2)":                             "2",
		"orm_abs(-2.5)":                           "2.5",
		"orm_abs(NULL)":                           "NULL",
		"orm_abs(-9223372036854775807 - 1)":       "error",
		"orm_round('1.005', 2)":                   "1.01",
		"orm_round('-1.005', 2)":                  "-1.01",
		"orm_round('55', -1)":                     "60",
		"orm_round('1.5', 4)":                     "1.5",
		"orm_round(-25, -1)":                      "-30",
		"orm_round(9223372036854775807, -1)":      "error",
		"orm_round(2.5, 0)":                       "3",
		"orm_round(-1250.0, -2)":                  "-1300",
		"orm_round(NULL, 2)":                      "NULL",
		"orm_floor('-1.5')":                       "-2",
		"orm_floor('-2.000')":                     "-2",
		"orm_ceil('1.001')":                       "2",
		"orm_ceil('-1.5')":                        "-1",
		"orm_ceil(1.5)":                           "2",
		"orm_floor(7)":                            "7",
		"orm_mod('-5.5', '2')":                    "-1.5",
		"orm_mod('1', '0')":                       "NULL",
		"orm_mod('1', NULL)":                      "NULL",
		"orm_floor('x')":                          "error",
		"orm_regexp('^a+$', 'aaa')":               "1",
		"orm_regexp('^A+$', 'aaa')":               "0",
		"orm_regexp('(?i)ß', 'STRAßE')":           "1",
		"orm_regexp(NULL, 'a')":                   "NULL",
		"orm_regexp('a', NULL)":                   "NULL",
		"orm_regexp('', '')":                      "1",
		"orm_regexp('1', 12)":                     "1",
		"orm_regexp('(', 'a')":                    "error",
		"'10.0' > '9' COLLATE orm_decimal":        "1",
		"'1.50' = '1.5' COLLATE orm_decimal":      "1",
	} {
		var got sql.NullString
		err := pool.Get(&got, "SELECT "+expression)
		if text := outcome(got, err); text != want {
			t.Errorf("%s is %s (%v), want %s", expression, text, err, want)
		}
	}
}

func (k kit) aggregateFunctions(t *testing.T) {
	pool := k.fresh(t)
	exec(t, pool, "CREATE TABLE t (part TEXT, price TEXT) STRICT")
	for i := range 1_000 {
		exec(t, pool, "INSERT INTO t VALUES ('many', ?)", fmt.Sprintf("%d.10", i))
	}
	exec(t, pool, "INSERT INTO t VALUES ('thirds', '1.00'), ('thirds', NULL), ('thirds', '2.00'), ('thirds', '2.00'), ('null', NULL), ('bad', 'x')")
	for query, want := range map[string]string{
		"SELECT orm_decimal_sum(price) FROM t WHERE part = 'many'":                                                                                  "499600.00",
		"SELECT orm_decimal_avg(price) FROM t WHERE part = 'many'":                                                                                  "499.60",
		"SELECT orm_decimal_sum(price) FROM t WHERE part = 'thirds'":                                                                                "5.00",
		"SELECT orm_decimal_avg(price) FROM t WHERE part = 'thirds'":                                                                                "1.6666666666666667",
		"SELECT orm_decimal_sum(price) FROM t WHERE part = 'null'":                                                                                  "NULL",
		"SELECT orm_decimal_avg(price) FROM t WHERE part = 'null'":                                                                                  "NULL",
		"SELECT orm_decimal_sum(price) FROM t WHERE part = 'nobody'":                                                                                "NULL",
		"SELECT orm_decimal_avg(price) FROM t WHERE part = 'nobody'":                                                                                "NULL",
		"SELECT orm_decimal_sum(price) FROM t WHERE part = 'bad'":                                                                                   "error",
		"SELECT max(price COLLATE orm_decimal) FROM t WHERE part = 'many'":                                                                          "999.10",
		"SELECT price FROM t WHERE part = 'many' ORDER BY price COLLATE orm_decimal":                                                                "0.10",
		"SELECT count(*) FROM t WHERE part = 'many' AND price < '20' COLLATE orm_decimal":                                                           "20",
		"SELECT group_concat(s, ' ') FROM (SELECT orm_decimal_sum(price) AS s FROM t WHERE part IN ('many', 'thirds') GROUP BY part ORDER BY part)": "499600.00 5.00",
	} {
		var got sql.NullString
		err := pool.Get(&got, query)
		if text := outcome(got, err); text != want {
			t.Errorf("%s is %s (%v), want %s", query, text, err, want)
		}
	}
}

func outcome(got sql.NullString, err error) string {
	switch {
	case err != nil:
		return "error"
	case !got.Valid:
		return "NULL"
	}
	return got.String
}
