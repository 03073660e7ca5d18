#!/bin/sh
# Run as root by dpkg and rpm when files are gone, and also after an upgrade, when the new ones are there already.
set -e

# dpkg says `upgrade`, rpm the number of versions that remain.
case "$1" in
  upgrade | failed-upgrade | abort-upgrade | abort-install | disappear | 1) exit 0 ;;
esac

# Only our own link: the package for servers has a command of the same name.
link='/usr/bin/${executable}'
case "$(readlink "$link" 2>/dev/null || true)" in
  '/opt/${sanitizedProductName}/'*) rm -f "$link" ;;
esac

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null 2>&1 && ! { command -v ischroot >/dev/null 2>&1 && ischroot; }; then
    apparmor_parser --remove "$profile" >/dev/null 2>&1 || true
  fi
  rm -f "$profile"
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications || true
fi
