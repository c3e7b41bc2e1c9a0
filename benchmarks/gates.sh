#!/usr/bin/env bash
# Allocation gates: the numbers are in gates.txt. Fails where an item allocates more.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
exec go test -count=1 -run '^TestGates$' -v .
