#!/usr/bin/env bash
# Install the browser of tests/browser and a font from Debian's packages, if there is no browser yet.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
    ! command -v "$name" >/dev/null || exit 0
done
command -v apt-get >/dev/null || { echo "no browser and no apt-get: install Chromium by hand" >&2; exit 1; }

as_root=()
if [[ $(id -u) != 0 ]]; then
    command -v sudo >/dev/null || { echo "no browser, no root, no sudo: install Chromium by hand" >&2; exit 1; }
    as_root=(sudo --non-interactive)
fi
quiet_apt() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >/dev/null
}
quiet_apt update
quiet_apt install --no-install-recommends chromium fonts-dejavu-core
