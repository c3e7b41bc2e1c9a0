package orm

import "fmt"

// DriverSetting is an option of one database package, such as sqlite.Attach. Programs use the package's own functions.
type DriverSetting interface {
	// Dialect is the Driver's whose option it is; "mysql" is MariaDB's as well.
	Dialect() string
}

// DriverOption is how a database package makes options of its own. Programs do not use it.
func DriverOption(s DriverSetting) Option {
	return Option{func(t *settings) { t.driver = append(t.driver, s) }}
}

// DriverOptions are the options of database packages among others. Programs do not use it.
func DriverOptions(opts []Option) []DriverSetting {
	var s settings
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&s)
		}
	}
	return s.driver
}

// checkDriver refuses the options of another database.
func (s *settings) checkDriver(dialect string) error {
	for _, o := range s.driver {
		if d := o.Dialect(); d != dialect && !(d == "mysql" && dialect == "mariadb") {
			return fmt.Errorf("%w: an option of %s does not fit %s", ErrConnect, d, dialect)
		}
	}
	return nil
}
