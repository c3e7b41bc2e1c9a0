# `make` alone prints what there is.

POSTGRES ?= postgres://postgres@127.0.0.1:5432/postgres
MYSQL    ?= root@tcp(127.0.0.1:3306)/
GO       ?= go

# One place for the pinned version: .ci/run.
STATICCHECK := $(shell sed -n 's/^staticcheck=//p' .ci/run)

.DEFAULT_GOAL := help
.PHONY: help test quick race lint docs golden example bench ci servers suite

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

test: ## all tests, on SQLite and on the local servers that answer
	$(GO) test ./...

quick: ## tests on SQLite alone, with fewer random cases: while you write
	@echo "SQLite alone; what needs PostgreSQL, MySQL or MariaDB is skipped: make test runs it"
	$(GO) test -short ./...

race: ## all tests with the race detector
	$(GO) test -race ./...

lint: ## gofmt, go vet and staticcheck
	@files=$$(gofmt -l .); test -z "$$files" || { echo "not gofmt-ed:"; echo "$$files"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

docs: ## the code blocks of README.md and docs/, written anew from what they show
	$(GO) test . -run TestDocs -update

golden: ## all golden files and code blocks, written anew; read the difference before you keep it
	$(GO) test ./orm ./migrate ./internal/compile . -run '^(TestMessages|TestJSONSchemaGolden|TestGoldens?|TestDocs)$$' -update

example: ## the quick start on SQLite
	$(GO) run ./examples/quickstart

bench: ## the benchmarks, against other libraries
	cd benchmarks && $(GO) test -run '^$$' -bench . -benchmem ./...

ci: ## everything a change must pass; installs and starts the servers where they are missing
	bash .ci/run

servers: ## start PostgreSQL and MariaDB on this machine, and install them where they are missing
	bash .ci/run servers

suite: ## all tests against PostgreSQL, MySQL 8 and MariaDB in containers
	docker compose run --rm suite
