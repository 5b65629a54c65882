#!/usr/bin/env bash
# Start tools/bootstrap.py under any Python there is; it looks for a newer one itself.
# SET_UP_PYTHON names the interpreter to use, where the user insists on one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

wanted=${SET_UP_PYTHON-}
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python ${wanted:+"$wanted"}; do
    if "$candidate" -c '' 2>/dev/null; then
        exec "$candidate" tools/bootstrap.py ${wanted:+"$wanted"}
    fi
done
echo "set-up: no Python was found; install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3" >&2
exit 2
