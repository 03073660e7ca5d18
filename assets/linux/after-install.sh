#!/bin/sh
# Run as root by dpkg and rpm when the files are there; electron-builder puts the names in.
set -e

application='/opt/${sanitizedProductName}'

ln -sf "$application/bin/${executable}" '/usr/bin/${executable}'

# Chromium's sandbox uses user namespaces; where the kernel refuses them to users it needs its helper to be root's.
if [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1)" = 1 ] && unshare --user true 2>/dev/null; then
  chmod 0755 "$application/chrome-sandbox"
else
  chmod 4755 "$application/chrome-sandbox"
fi

# Ubuntu 24.04 and newer grant user namespaces by AppArmor profile only; older ones do not know this profile's form.
if command -v apparmor_status >/dev/null 2>&1 && apparmor_status --enabled >/dev/null 2>&1; then
  profile="$application/resources/apparmor-profile"
  if apparmor_parser --skip-kernel-load --debug "$profile" >/dev/null 2>&1; then
    cp -f "$profile" '/etc/apparmor.d/${executable}'
    if ! { command -v ischroot >/dev/null 2>&1 && ischroot; }; then
      apparmor_parser --replace --write-cache --skip-read-cache '/etc/apparmor.d/${executable}' || true
    fi
  fi
fi

if command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
  gtk-update-icon-cache -q -t /usr/share/icons/hicolor || true
fi
