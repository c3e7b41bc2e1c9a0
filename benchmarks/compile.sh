#!/usr/bin/env bash
# What it costs to compile models, beside gorm, bun and ent: prints the table of README.md. -n 10 is the size of the larger package,
# -only ormar leaves the others out. ent's generator is downloaded where it is not there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/compile"
exec go run . "$@"
