#!/usr/bin/env bash
# The project's test: runs the whole pipeline into an empty folder and checks what came out. MILLRACE names the launcher.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
millrace=${MILLRACE:-millrace}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

"$millrace" run project.conf --set "local.root=$root"

# expect VALUE STATEMENT: the statement's one value must be that.
expect() {
  local found
  found=$("$millrace" sql "$2" --format csv --set "local.root=$root" | tail -n 1)
  [ "$found" = "$1" ] || { echo "FAILED: $2 gives $found, not $1" >&2; exit 1; }
}
expect 0 "SELECT count(*) - count(DISTINCT order_id) FROM main.training.PROJECT_orders"
expect true "SELECT count(*) > 100 FROM main.inference.PROJECT_returns"
expect true "SELECT count(*) > 0 FROM main.monitoring.PROJECT_returns_drift_metrics"
echo "passed"
