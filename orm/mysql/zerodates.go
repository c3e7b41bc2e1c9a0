package mysql

import "github.com/ormar-go/ormar/orm"

// ZeroDate says what a date of zeros, 0000-00-00, is.
type ZeroDate string

// AsNull takes zero dates for NULL, in what is read and by isnull.
const AsNull ZeroDate = "null"

// ZeroDates says what zero dates are that others have stored; without it reading one is orm.ErrStored. A field that is to hold them can be
// NULL, as a *time.Time can. Writing one is refused by the server's sql_mode in any case.
func ZeroDates(as ZeroDate) orm.Option {
	if as == AsNull {
		return orm.WithZeroDatesAsNull()
	}
	return orm.WithObserver(nil)
}
