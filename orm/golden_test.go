package orm_test

import "flag"

var update = flag.Bool("update", false, "write the golden files anew; read the difference before it is kept")
