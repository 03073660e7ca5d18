import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLUSTERD_API, clusterdContract } from '#shared/clusterd/contract.ts';
import { clusterdEvents } from '#shared/clusterd/events.ts';
import { ERROR_CATALOGUE } from '#shared/errors/catalogue.ts';
import { openapiDocument } from '../transport/http/openapi.ts';
import { errorDocument } from './error-document.ts';

const root = join(import.meta.dirname, '../..');

/** Compares with the committed file; with UPDATE_DOCS=1 it writes it first. */
async function expectCommitted(path: string, text: string): Promise<void> {
  const file = join(root, path);
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, text);
  const committed = await readFile(file, 'utf8').catch(() => '');
  expect(
    committed === text,
    `${path} is out of date. Write it: UPDATE_DOCS=1 npx vitest run main/testing/documents`,
  ).toBe(true);
}

describe('docs/openapi.json', () => {
  it('is the document of clusterd’s contract', async () => {
    const document = openapiDocument(clusterdContract, CLUSTERD_API, '/', clusterdEvents);
    await expectCommitted('docs/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
  });

  it('has every operation once under its own name, and refers to nothing that is missing', () => {
    const document = openapiDocument(clusterdContract, CLUSTERD_API, '/', clusterdEvents);
    const paths = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>);
    const ids = paths.flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(clusterdContract).filter((name) => !ids.includes(name))).toEqual([]);
    const { schemas, responses } = document.components as Record<'schemas' | 'responses', object>;
    const referred = [...JSON.stringify(document).matchAll(/"#\/components\/(?:schemas|responses)\/([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(referred.length).toBeGreaterThan(20);
    expect(referred.filter((id) => !Object.hasOwn({ ...schemas, ...responses }, id ?? ''))).toEqual([]);
  });
});

describe('docs/errors.md', () => {
  it('is the document of the catalogue', async () => {
    await expectCommitted('docs/errors.md', errorDocument());
  });

  it('explains every code in a sentence', () => {
    for (const { summary } of Object.values(ERROR_CATALOGUE)) expect(summary).toMatch(/^[A-Z].*\.$/);
  });
});
