#!/bin/sh
# Finds or installs a Chromium for the browser tests, and a font with Japanese letters.
set -eu
bin=$1
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null && found=$name && break
done
if command -v apt-get >/dev/null; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  if [ -z "${found:-}" ] || ! fc-list :lang=ja 2>/dev/null | grep -q .; then
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
      fontconfig fonts-noto-cjk $([ -n "${found:-}" ] || echo chromium) >/dev/null
  fi
elif [ -z "${found:-}" ]; then
  "$bin/playwright" install chromium
fi
