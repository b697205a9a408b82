#!/bin/sh
# Makes sure that there is a browser: one that is installed, Playwright's own, or the system's.
set -u
python=$1
found() { "$python" -c "from uptake.agents.gui.finding import find_browser; from uptake.core.settings import Settings; print(find_browser(Settings()))" 2>/dev/null; }

if browser=$(found); then echo "Setting up: browser ($browser)"; exit 0; fi
echo "Setting up: no browser found, trying Playwright's Chromium"
timeout 300 "$python" -m playwright install chromium >/dev/null 2>&1
if browser=$(found); then echo "Setting up: browser ($browser)"; exit 0; fi
if [ "$(id -u)" = 0 ]; then
    echo "Setting up: trying the system's package manager"
    if command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null
    elif command -v dnf >/dev/null; then
        dnf install -y -q chromium
    elif command -v apk >/dev/null; then
        apk add -q chromium
    elif command -v pacman >/dev/null; then
        pacman -Sy --noconfirm chromium
    fi
fi
if browser=$(found); then echo "Setting up: browser ($browser)"; exit 0; fi
echo "No browser was found: install Chromium or Google Chrome, or set UPTAKE_BROWSER to one." >&2
exit 3
