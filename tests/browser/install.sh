#!/bin/sh
# Finds or installs the browsers of the tests, and a font with Japanese letters. Chromium may be
# Playwright's own; WebKit (with a screen in memory) and Firefox are Debian's packages.
set -eu
bin=$1

first() { for name in "$@"; do command -v "$name" && return; done; return 1; }
minibrowser() { ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser 2>/dev/null | grep .; }

# What each test needs, and the package that brings it.
missing() {
  fc-list :lang=ja 2>/dev/null | grep -q . || echo fontconfig fonts-noto-cjk
  first chromium chromium-browser google-chrome >/dev/null || echo chromium
  first WebKitWebDriver >/dev/null && minibrowser >/dev/null || echo webkit2gtk-driver
  first Xvfb >/dev/null || echo xvfb
  first firefox-esr >/dev/null || echo firefox-esr
}

if [ -n "$(missing)" ] && command -v apt-get >/dev/null; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq
  # shellcheck disable=SC2046
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    $(missing) >/dev/null
elif missing | grep -q '^chromium$'; then
  "$bin/playwright" install chromium
fi

left=$(missing | grep -v -e '^chromium$' -e '^fontconfig' || true)
if [ -n "$left" ]; then
  echo "The browser tests need these, as Debian packages or otherwise:" $left >&2
  exit 1
fi
