#!/usr/bin/env bash
# What does not depend on the machine: allocations per operation, and bytes of compiled code per model. The numbers are in gates.txt
# and compile/gate.txt. Fails where an item allocates more, or a further model adds more to its package's archive.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
go test -count=1 -run '^TestArchiveGate$' -v ./compile
exec go test -count=1 -run '^TestGates$' -v .
