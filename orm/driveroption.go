package orm

import (
	"fmt"

	"github.com/ormar-go/ormar/internal/dialect"
)

// DriverSetting is an option of one database package, such as sqlite.Attach. Programs use the package's own functions.
type DriverSetting interface {
	// Dialect is that of the package whose option it is: sqlite, postgres or mysql, also for what else the package opens.
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
func (s *settings) checkDriver(name string) error {
	for _, o := range s.driver {
		if d := o.Dialect(); d != dialect.Family(name) {
			return fmt.Errorf("%w: an option of %s does not fit %s", ErrConnect, d, name)
		}
	}
	return nil
}
