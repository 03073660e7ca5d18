import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The files that belong to the administrator: an upgrade keeps what was changed in them. */
export const configurationFiles = ['etc/default/elektra-web'];

/**
 * A version of npm in the form of Debian, where `~` comes before everything: 1.0.0-beta.1 is older than 1.0.0.
 * @param {string} version
 */
export const debianVersion = (version) => version.replace('-', '~').replace(/[-+]/g, '.');

/**
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html
 * @param {object} fields
 * @param {string} fields.version
 * @param {string} fields.architecture
 * @param {string} fields.maintainer
 * @param {string} fields.homepage
 * @param {number} fields.installedSize in KiB
 * @param {readonly string[]} fields.depends
 * @param {string} fields.nodeVersion
 */
export const controlFile = ({ version, architecture, maintainer, homepage, installedSize, depends, nodeVersion }) =>
  `Package: elektra-web-server
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${installedSize}
Depends: ${depends.join(', ')}
Conflicts: elektra-web
Section: admin
Priority: optional
Homepage: ${homepage}
Description: Elektra key databases of a whole fleet in one place (server)
 Shows and edits the Elektra key databases of many hosts in a browser, puts
 hosts into clusters, delivers what a cluster sets and watches it for drift.
 .
 This is the server as a service of systemd, without a desktop application.
 It carries its own Node.js, ${nodeVersion}.
`;

/**
 * In KiB, each file rounded up, as dpkg-gencontrol counts.
 * @param {string} folder
 * @param {readonly string[]} files
 */
export const installedSize = (folder, files) =>
  files.reduce((sum, path) => sum + Math.ceil(statSync(join(folder, path)).size / 1024), 0);

/**
 * @param {string} folder
 * @param {readonly string[]} files
 */
export const md5sums = (folder, files) =>
  files
    .filter((path) => !configurationFiles.includes(path))
    .map(
      (path) =>
        `${createHash('md5')
          .update(readFileSync(join(folder, path)))
          .digest('hex')}  ${path}\n`,
    )
    .join('');

/**
 * dpkg's form of a changelog; what has changed is in the project's own.
 * @param {string} version
 * @param {string} maintainer
 * @param {Date} time
 */
export const debianChangelog = (version, maintainer, time) =>
  `elektra-web-server (${version}) unstable; urgency=medium

  * This version, as CHANGELOG.md.gz beside this file describes it.

 -- ${maintainer}  ${time.toUTCString().replace('GMT', '+0000')}
`;
