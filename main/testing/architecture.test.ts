import { describe, expect, it } from 'vitest';
import { importRefusal, isTestFile, rowOf, targetOf } from '../../eslint/allowed-import.mjs';
import { importsOf } from '../../eslint/imports-of.mjs';
import { repositoryFiles, repositoryHas } from './repository-files.ts';

const modules = repositoryFiles(['.ts', '.vue', '.mjs']).map(({ path, text }) => ({
  path,
  text,
  imports: importsOf(path, text),
}));

describe('the import table', () => {
  it('has a row for every module of the repository', () => {
    expect(modules.length).toBeGreaterThan(10);
    expect(modules.map((module) => module.path).filter((path) => !rowOf(path))).toEqual([]);
  });

  it('allows every import of the repository', () => {
    const refusals = modules.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier, typeOnly }) =>
        specifier === undefined ? [] : (importRefusal(path, specifier, typeOnly) ?? []),
      ),
    );
    expect(refusals).toEqual([]);
  });

  it('leads to files that exist', () => {
    const missing = modules.flatMap(({ path, imports }) =>
      imports.flatMap(({ specifier = '' }) => {
        const isFile = specifier.startsWith('.') || specifier.startsWith('#');
        const target = targetOf(path, specifier);
        // A program of its own is named as the build calls it.
        const sources = [target, target.replace(/\.mjs$/, '.ts')];
        return isFile && !sources.some(repositoryHas) ? [`${path}: ${specifier}`] : [];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('is not escaped by imports computed at run time', () => {
    const computed = modules
      .filter(({ imports }) => imports.some(({ specifier }) => specifier === undefined))
      .map(({ path }) => path)
      // The launcher loads what it has just built; what is built has been looked at above.
      .filter((path) => !path.startsWith('main/launch/'))
      // So does the stand-in for Electron, which runs the built main process.
      .filter((path) => path !== 'e2e/electron/stand-in/main.ts');
    expect(computed).toEqual([]);
  });

  it.each([
    ['shared/model/key-name.ts', 'node:path'],
    ['shared/model/key-name.ts', 'vue'],
    ['shared/model/key-name.ts', '../../main/clusterd/ports.ts'],
    ['shared/model/key-name.ts', 'vitest'],
    ['main/clusterd/create-clusterd.ts', 'node:fs'],
    ['main/clusterd/create-clusterd.ts', 'fs'],
    ['main/clusterd/create-clusterd.ts', 'axios'],
    ['main/clusterd/create-clusterd.ts', 'electron'],
    ['main/clusterd/create-clusterd.ts', '../adapters/nedb/nedb-registry.ts'],
    ['main/clusterd/create-clusterd.ts', '../transport/dispatcher.ts'],
    ['main/clusterd/registry/registry.ts', '../../elektrad/create-elektrad.ts'],
    ['main/elektrad/kdb/key-set.ts', 'node:crypto'],
    ['main/elektrad/kdb/key-set.ts', 'lmdb'],
    ['main/elektrad/create-elektrad.ts', 'fastify'],
    ['main/elektrad/create-elektrad.ts', '../clusterd/ports.ts'],
    ['main/adapters/nedb/nedb-registry.ts', 'axios'],
    ['main/adapters/nedb/nedb-registry.ts', '../../clusterd/registry/registry.ts'],
    ['main/adapters/nedb/nedb-registry.ts', '../../clusterd/ports.ts'],
    ['main/adapters/elektrad-client/elektrad-client.ts', 'nedb-promises'],
    ['main/adapters/elektrad-client/elektrad-client.ts', '../nedb/nedb-registry.ts'],
    ['main/transport/dispatcher.ts', '#shared/clusterd/instances.ts'],
    ['main/transport/dispatcher.ts', '../clusterd/create-clusterd.ts'],
    ['main/transport/ipc-server.ts', 'electron'],
    ['main/transport/http/server.ts', '../../platform/logger.ts'],
    ['main/platform/logger.ts', '#shared/errors/catalogue.ts'],
    ['main/launch/start.mjs', 'pino'],
    ['main/launch/start.mjs', '../cli.ts'],
    ['main/preload/preload.ts', '#shared/errors/reply.ts'],
    ['main/headless.ts', 'electron'],
    ['main/cli.ts', './app/window.ts'],
    ['main/cli.ts', './desktop.ts'],
    ['main/cli.ts', './connect-window.ts'],
    ['main/clusterd/create-clusterd.ts', '../product.ts'],
    ['main/unknown/file.ts', 'node:fs'],
    ['main/cli.ts', '../renderer/main.ts'],
    ['main/testing/three-transports.test.ts', '../../renderer/main.ts'],
    ['renderer/main.ts', 'electron'],
    ['renderer/main.ts', 'node:path'],
    ['renderer/main.ts', '../main/cli.ts'],
    ['renderer/components/BaseButton.vue', '../stores/instances.ts'],
    ['renderer/components/BaseButton.vue', '../api/client.ts'],
    ['renderer/components/BaseButton.vue', '#shared/clusterd/instances.ts'],
    ['e2e/specs/first-path.spec.ts', '../../main/cli.ts'],
    ['e2e/specs/first-path.spec.ts', 'undici'],
    ['somewhere/else.ts', 'zod'],
  ])('refuses %s importing %s', (file, specifier) => {
    expect(importRefusal(file, specifier, false)).toContain(/somewhere|unknown/.test(file) ? 'no row' : 'row "');
  });

  it.each([
    ['main/adapters/nedb/nedb-registry.ts', '../../clusterd/ports.ts', true],
    ['main/adapters/nedb/nedb-registry.ts', 'nedb-promises', false],
    ['main/transport/ipc-server.ts', 'electron', true],
    ['main/transport/http/server.ts', '@fastify/static', false],
    ['main/elektrad/storage/lmdb-storage.ts', 'lmdb', false],
    ['main/elektrad/storage/lmdb-storage.test.ts', 'vitest', false],
    ['main/desktop.ts', 'electron', false],
    ['renderer/components/BaseDialog.vue', 'reka-ui', false],
    ['e2e/bench/run.ts', 'undici', false],
  ])('lets %s import %s (as a type: %s)', (file, specifier, typeOnly) => {
    expect(importRefusal(file, specifier, typeOnly)).toBeUndefined();
  });

  it('refuses the value of what may be imported as a type, and says so', () => {
    expect(importRefusal('main/adapters/nedb/registry.ts', '../../clusterd/ports.ts', false)).toContain('type only');
  });
});

describe('the search for imports', () => {
  it.each([
    ["import x from 'a';", 'a', false],
    ["import 'a';", 'a', false],
    ["import * as x from 'a';", 'a', false],
    ["import type { X } from 'a';", 'a', true],
    ["import { type X } from 'a';", 'a', true],
    ["import { type X, y } from 'a';", 'a', false],
    ["export * from 'a';", 'a', false],
    ["export { x } from 'a';", 'a', false],
    ["export type { X } from 'a';", 'a', true],
    ["const x = await import('a');", 'a', false],
    ["const x = require('a');", 'a', false],
    ["const x = import.meta.resolve('a');", 'a', false],
    ["type X = import('a').X;", 'a', true],
    ["new Worker(new URL('./a.ts', import.meta.url));", './a.ts', false],
    ['const x = await import(name);', undefined, false],
  ])('finds %s', (text, specifier, typeOnly) => {
    expect(importsOf('x.ts', text)).toEqual([{ specifier, typeOnly }]);
  });

  it('finds the imports of all scripts of a component and none of its template', () => {
    const component = `<script lang="ts">import a from 'a';</script>
      <script setup lang="ts">import type { B } from 'b'; const c = () => import('./C.vue');</script>
      <template><p>import d from 'd'</p></template>`;
    expect(importsOf('X.vue', component).map(({ specifier }) => specifier)).toEqual(['a', 'b', './C.vue']);
  });

  it('finds none in comments and strings', () => {
    expect(importsOf('x.ts', '// import a from "a"\nconst b = "import c from \'c\'";')).toEqual([]);
  });
});

describe('the globals of shared', () => {
  it('are those of no platform', () => {
    const optionsOf = (path: string) => {
      const text = repositoryFiles([path]).find((file) => file.path === path)?.text ?? '{}';
      return (JSON.parse(text) as { compilerOptions?: Readonly<Record<string, unknown>> }).compilerOptions ?? {};
    };
    // tsc -p shared refuses any global of Node or the DOM as long as this holds.
    const options = { ...optionsOf('tsconfig.base.json'), ...optionsOf('shared/tsconfig.json') };
    expect(options).toMatchObject({ lib: ['ES2023'], types: [], strict: true });
  });
});

describe('the size of modules', () => {
  const sizes = modules
    .filter(({ path }) => !isTestFile(path) && !path.endsWith('.d.ts'))
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));

  it('stays under 300 lines, of a component under 200', () => {
    const limitOf = (path: string): number => (path.endsWith('.vue') ? 200 : 300);
    expect(sizes.filter(({ path, lines }) => lines > limitOf(path))).toEqual([]);
  });
});

describe('writing to an instance', () => {
  /** Where a turn is written in: acts of people and their settling, deliveries, markers, and what hands turns out. */
  const WRITERS = /^main\/clusterd\/(?:keys|history|reconcile|identity)\//;
  const HANDS_OUT = /^main\/clusterd\/(?:ports|instances\/(?:fleet|reaching))\.ts$/;
  const outside = modules.filter(
    ({ path }) =>
      path.startsWith('main/clusterd/') && !isTestFile(path) && !path.includes('/testing/') && !WRITERS.test(path),
  );

  it('happens nowhere but in the rooms that check, record or deliver', () => {
    const USES = /\bElektradTurn\b|\bwritingTurn\(|\bturn\.(?:set|setMeta|storeMany|remove)\(/;
    const found = outside.filter(({ path, text }) => !HANDS_OUT.test(path) && USES.test(text)).map(({ path }) => path);
    expect(found).toEqual([]);
  });

  it('happens for people in one place alone', () => {
    const acts = modules.filter(({ path }) => path.startsWith('main/clusterd/keys/') && !isTestFile(path));
    const opening = acts.filter(({ text }) => /\bwritingTurn\(/.test(text)).map(({ path }) => path);
    expect(opening).toEqual(['main/clusterd/keys/act-on-instance.ts']);
  });
});
