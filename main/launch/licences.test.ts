import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noticesOf, packageFolders, productionFolders } from './licences.mjs';
import { projectRoot } from './project.mjs';

const mit = 'Permission is hereby granted, free of charge, to deal in the Software without restriction';

describe('the notices of what ships', () => {
  let root: string;

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };

  /** @param locked what package-lock.json says about it */
  const install = (path: string, manifest: object, locked: object = {}): void => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    write(`${path}/package.json`, JSON.stringify({ name, version: '1.0.0', ...manifest }));
    packages[path] = { version: '1.0.0', ...locked };
    write('package-lock.json', JSON.stringify({ packages }));
  };
  let packages: Record<string, object>;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'elektra-web-licences-'));
    packages = { '': { name: 'product' } };
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('are those of production packages that are installed, each version once, by name', () => {
    install('node_modules/b', { license: 'ISC' });
    install('node_modules/a', { license: 'MIT' });
    install('node_modules/b/node_modules/a', { license: 'MIT', version: '2.0.0' });
    install('node_modules/c/node_modules/a', { license: 'MIT' });
    install('node_modules/tool', { license: 'MIT' }, { dev: true });
    install('node_modules/tool-and-optional', { license: 'MIT' }, { devOptional: true });
    packages['node_modules/other-platform'] = { optional: true };
    write('package-lock.json', JSON.stringify({ packages }));
    expect(noticesOf(productionFolders(root)).map(({ name, version }) => `${name}@${version}`)).toEqual([
      'a@1.0.0',
      'a@2.0.0',
      'b@1.0.0',
      'tool-and-optional@1.0.0',
    ]);
  });

  it('are those of what was bundled, which package-lock.json calls development dependencies', () => {
    install('node_modules/@scope/page', { license: 'MIT' }, { dev: true });
    const modules = ['renderer/main.ts', `\0${root}/node_modules/@scope/page/dist/index.js?commonjs`, '\0virtual:x'];
    expect(noticesOf(packageFolders(modules))).toMatchObject([{ name: '@scope/page' }]);
  });

  it('take the text from the licence and the notice, else from the README', () => {
    install('node_modules/files', { license: 'Apache-2.0' });
    write('node_modules/files/LICENSE', 'The licence\n');
    write('node_modules/files/NOTICE.txt', 'The notice\n');
    install('node_modules/readme', { license: 'MIT' });
    write('node_modules/readme/README.md', `# Readme\n\n## License\n\n${mit}\n\n## More\n`);
    expect(noticesOf(productionFolders(root)).map(({ text }) => text)).toEqual(['The licence\n\nThe notice', mit]);
  });

  it('say whose a package is that carries no text', () => {
    install('node_modules/bare', { license: 'MIT', author: { name: 'Jane' } });
    write('node_modules/bare/README.md', '## License\nMIT');
    const [notice] = noticesOf(productionFolders(root));
    expect(notice?.text).toBe('bare carries no text of its licence, MIT. Its author is Jane.');
  });

  it('know the licence in its older forms, or by its text', () => {
    install('node_modules/a', { licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] });
    install('node_modules/b', { license: { type: 'ISC' } });
    install('node_modules/c', {});
    write('node_modules/c/LICENSE', mit);
    install('node_modules/d', {});
    expect(noticesOf(productionFolders(root)).map(({ licence }) => licence)).toEqual([
      'MIT OR Apache-2.0',
      'ISC',
      'MIT',
      'UNKNOWN',
    ]);
  });

  it('name what is compiled into native modules', () => {
    const names = noticesOf(productionFolders(projectRoot)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['LMDB (in lmdb)', 'LZ4 (in lmdb)', 'lmdb']));
  });
});
