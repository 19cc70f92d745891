#!/bin/sh
# Makes .venv from the hash-pinned requirements: `bootstrap.sh run` or `bootstrap.sh dev`.
set -eu
what=$1
venv=.venv

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# A moved clone keeps scripts that point to its old place: begin again.
if [ -d "$venv" ] && ! { fits "$venv/bin/python" && "$venv/bin/pip" --version >/dev/null 2>&1; }; then
    rm -rf "$venv"
fi

if [ ! -d "$venv" ]; then
    chosen=
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then chosen=$candidate; break; fi
    done
    if [ -z "$chosen" ]; then
        echo "Python 3.11 or newer is needed, and none was found. Name one: make PYTHON=/path/to/python3 ..." >&2
        exit 1
    fi
    if ! "$chosen" -m venv "$venv" >"$venv.log" 2>&1; then
        cat "$venv.log" >&2
        rm -rf "$venv" "$venv.log"
        echo "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
    rm -f "$venv.log"
fi

echo "Installing what infra/requirements/$what.txt names ..." >&2
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_DISABLE_PIP_VERSION_CHECK
"$venv/bin/pip" install -qq --require-hashes -r "infra/requirements/$what.txt"
"$venv/bin/pip" install -qq --no-deps --no-build-isolation -e .
touch "$venv/$what.stamp"
# What serves the tests serves `make run` too.
if [ "$what" = dev ]; then touch "$venv/run.stamp"; fi
