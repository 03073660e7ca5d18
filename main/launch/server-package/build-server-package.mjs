import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LaunchError } from '../launch-error.mjs';
import { runCommand } from '../run-command.mjs';
import {
  configurationFiles,
  controlFile,
  debianChangelog,
  debianVersion,
  installedSize,
  md5sums,
} from './debian-control.mjs';
import { isNeeded } from './is-needed.mjs';
import { libraryDependencies } from './library-versions.mjs';
import { serverCopyright } from './server-copyright.mjs';
import { serverPackages } from './shipped-packages.mjs';
import { createStage } from './stage-tree.mjs';

const library = 'usr/lib/elektra-web';
const documents = 'usr/share/doc/elektra-web-server';
const executables = ['usr/bin/elektra-web', `${library}/bin/node`];
const scripts = ['postinst', 'prerm', 'postrm'];

/**
 * @typedef {object} ServerPackage
 * @property {string} root the project, installed and built
 * @property {import('./node-runtime.mjs').NodeRuntime} node
 * @property {string} version
 * @property {string} outputFolder made if it is missing
 * @property {readonly string[]} compression arguments of dpkg-deb
 * @property {Date} time of all files in the package
 */

/**
 * Builds the Debian package of the server with dpkg-deb.
 * @param {ServerPackage} options
 * @returns {Promise<{ file: string, bytes: number, installedKiB: number, packages: number }>}
 */
export const buildServerPackage = async ({ root, node, version: npmVersion, outputFolder, compression, time }) => {
  const folder = mkdtempSync(join(tmpdir(), 'elektra-web-server-'));
  try {
    const { author, homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const version = debianVersion(npmVersion);
    const stage = createStage(folder);
    const packages = serverPackages(root);
    stageProgram(stage, root, node, packages);
    stageDocuments(stage, root, node, packages, debianChangelog(version, author, time));
    stageService(stage, join(root, 'assets', 'server'));
    const files = stage.files();
    const binaries = files.filter((path) => path === `${library}/bin/node` || path.endsWith('.node'));
    const kibibytes = installedSize(folder, files);
    const control = {
      version,
      architecture: node.architecture,
      maintainer: author,
      homepage,
      installedSize: kibibytes,
      depends: ['adduser', ...libraryDependencies(binaries.map((path) => join(folder, path)))],
      nodeVersion: node.version,
    };
    stage.write('DEBIAN/md5sums', md5sums(folder, files));
    stage.write('DEBIAN/conffiles', configurationFiles.map((path) => `/${path}\n`).join(''));
    stage.write('DEBIAN/control', controlFile(control));
    for (const script of scripts) stage.copy(join(root, 'assets', 'server', script), `DEBIAN/${script}`);
    stage.settle([...executables, ...scripts.map((script) => `DEBIAN/${script}`)], time);
    mkdirSync(outputFolder, { recursive: true });
    const file = join(outputFolder, `elektra-web-server_${version}_${node.architecture}.deb`);
    await pack(folder, file, compression, time);
    return { file, bytes: statSync(file).size, installedKiB: kibibytes, packages: packages.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * @param {import('./stage-tree.mjs').Stage} stage
 * @param {string} root
 * @param {ServerPackage['node']} node
 * @param {readonly import('./shipped-packages.mjs').ShippedPackage[]} packages
 */
const stageProgram = (stage, root, node, packages) => {
  const { name, version, license, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  stage.copy(node.executable, `${library}/bin/node`);
  stage.write(`${library}/package.json`, `${JSON.stringify({ name, version, license, type, private: true })}\n`);
  for (const output of ['main', 'renderer']) {
    stage.copy(join(root, 'dist', output), `${library}/dist/${output}`, isOfServer);
  }
  for (const { path } of packages) {
    const folder = join(root, path);
    stage.copy(folder, `${library}/${path}`, (source) => isNeeded(relative(folder, source), node.abi));
  }
};

/** Of the build, what starts with Electron stays out, and what only debuggers read. @param {string} path */
const isOfServer = (path) => !/\.map$|[\\/](desktop\.js|preload\.cjs|\.elektra-web-build)$/.test(path);

/**
 * @param {import('./stage-tree.mjs').Stage} stage
 * @param {string} root
 * @param {ServerPackage['node']} node
 * @param {readonly import('./shipped-packages.mjs').ShippedPackage[]} packages
 * @param {string} changelog
 */
const stageDocuments = (stage, root, node, packages, changelog) => {
  stage.write(`${documents}/copyright`, serverCopyright(root, library, node.licence, packages));
  stage.write(`${documents}/changelog.gz`, gzipSync(changelog, { level: 9 }));
  stage.write(`${documents}/CHANGELOG.md.gz`, gzipSync(readFileSync(join(root, 'CHANGELOG.md')), { level: 9 }));
  stage.copy(join(root, 'docs', 'server.md'), `${documents}/server.md`);
};

/**
 * @param {import('./stage-tree.mjs').Stage} stage
 * @param {string} assets
 */
const stageService = (stage, assets) => {
  stage.copy(join(assets, 'elektra-web'), 'usr/bin/elektra-web');
  stage.copy(join(assets, 'elektra-web.service'), 'usr/lib/systemd/system/elektra-web.service');
  stage.copy(join(assets, 'elektra-web.sysusers'), 'usr/lib/sysusers.d/elektra-web.conf');
  stage.copy(join(assets, 'elektra-web.default'), 'etc/default/elektra-web');
  stage.copy(join(assets, 'lintian-overrides'), 'usr/share/lintian/overrides/elektra-web-server');
  stage.write(
    'usr/share/man/man1/elektra-web.1.gz',
    gzipSync(readFileSync(join(assets, 'elektra-web.1')), { level: 9 }),
  );
};

/**
 * @param {string} folder
 * @param {string} file
 * @param {readonly string[]} compression
 * @param {Date} time
 */
const pack = async (folder, file, compression, time) => {
  const args = [...compression, '--uniform-compression', '--root-owner-group', '--build', folder, file];
  const { code, output } = await runCommand('dpkg-deb', args, {
    output: 'collect',
    env: { SOURCE_DATE_EPOCH: String(Math.floor(time.getTime() / 1_000)) },
  });
  if (code === 0 && existsSync(file)) return;
  throw new LaunchError(`dpkg-deb could not build ${file}:\n${output.trim()}`);
};
