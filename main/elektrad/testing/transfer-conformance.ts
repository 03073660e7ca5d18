import { describe, expect, it } from 'vitest';
import type { Subtree } from './elektrad-conformance.ts';

/** How our elektrad moves and copies: all or nothing, and nothing is lost. */
export function transferConformance(subtree: () => Subtree): void {
  async function put(...paths: readonly string[]): Promise<void> {
    const keys = subtree();
    for (const path of paths) expect((await keys.put(keys.at(path), path)).status).toBe(201);
  }

  function transfer(route: 'kdbMv' | 'kdbCp', from: string, to: string, query = '') {
    const keys = subtree();
    return keys.request('POST', `/${route}/${encodeURIComponent(keys.at(from))}${query}`, keys.at(to));
  }

  /** Each path with its value. */
  async function stored(): Promise<Readonly<Record<string, string | undefined>>> {
    const keys = subtree();
    const { ls } = await keys.get(keys.at(''));
    const pairs = ls.map(async (name) => [name.slice(keys.at('').length), (await keys.get(name)).value] as const);
    return Object.fromEntries(await Promise.all(pairs));
  }

  describe('moves', () => {
    it('are seen at once, also by later writes of the same session', async () => {
      await put('/a', '/a/b');
      expect(await transfer('kdbMv', '/a', '/z')).toEqual({ status: 204, body: '' });
      await put('/later');
      expect(await stored()).toEqual({ '/z': '/a', '/z/b': '/a/b', '/later': '/later' });
    });

    it('take what is below a key that is none itself', async () => {
      await put('/a/b/c', '/a/b/d');
      await transfer('kdbMv', '/a/b', '/x/y');
      expect(await stored()).toEqual({ '/x/y/c': '/a/b/c', '/x/y/d': '/a/b/d' });
    });

    it.each([
      ['into itself', '/a', '/a/b', { '/a/b': '/a', '/a/b/b': '/a/b', '/a/b/b/c': '/a/b/c' }],
      ['onto itself', '/a', '/a', { '/a': '/a', '/a/b': '/a/b', '/a/b/c': '/a/b/c' }],
    ])('%s keep everything', async (_where, from, to, expected) => {
      await put('/a', '/a/b', '/a/b/c');
      expect((await transfer('kdbMv', from, to)).status).toBe(204);
      expect(await stored()).toEqual(expected);
    });

    it('over namespaces take the metadata along', async () => {
      const keys = subtree();
      await put('/a');
      await keys.setMeta(keys.at('/a'), 'description', 'd');
      const target = keys.at('/a').replace('user:', 'system:');
      expect((await keys.post('kdbMv', keys.at('/a'), target)).status).toBe(204);
      expect(await keys.get(target)).toMatchObject({ value: '/a', meta: { description: 'd' } });
      expect((await keys.get(keys.at('/a'))).exists).toBe(false);
      await keys.remove(target);
    });
  });

  describe.each(['kdbMv', 'kdbCp'] as const)('%s', (route) => {
    it.each(['/z', '/z/below'])('is refused while there is a key %s at the target, which it names', async (there) => {
      await put('/a', '/a/b', there);
      const { status, body } = await transfer(route, '/a', '/z');
      expect(status, body).toBe(409);
      expect(JSON.parse(body)).toEqual({ error: expect.stringContaining(subtree().at(there)) });
      expect(await stored()).toEqual({ '/a': '/a', '/a/b': '/a/b', [there]: there });
    });

    it('replaces what is at the target with force, and all below it', async () => {
      await put('/a', '/a/b', '/z', '/z/gone', '/z.1');
      expect((await transfer(route, '/a', '/z', '?force=1')).status).toBe(204);
      const source = route === 'kdbMv' ? {} : { '/a': '/a', '/a/b': '/a/b' };
      expect(await stored()).toEqual({ ...source, '/z': '/a', '/z/b': '/a/b', '/z.1': '/z.1' });
    });

    it('says 404 when there is nothing to take', async () => {
      await put('/z');
      expect((await transfer(route, '/none', '/new')).status).toBe(404);
      expect(await stored()).toEqual({ '/z': '/z' });
    });

    it('is refused as a whole where one value breaks a check of spec:', async () => {
      const keys = subtree();
      await put('/a', '/a/port');
      const rule = keys.at('/z/port').replace('user:', 'spec:');
      expect((await keys.setMeta(rule, 'check/type', 'long')).status).toBe(204);
      const { status, body } = await transfer(route, '/a', '/z');
      expect([status, body]).toEqual([400, expect.stringContaining('/z/port')]);
      expect(await stored()).toEqual({ '/a': '/a', '/a/port': '/a/port' });
      await keys.remove(rule);
    });

    it.each(['system:/elektra/x', 'proc:/x', '/x'])('does not write to %s', async (target) => {
      const keys = subtree();
      await put('/a');
      expect((await keys.post(route, keys.at('/a'), target)).status).toBe(400);
      expect(await stored()).toEqual({ '/a': '/a' });
    });
  });

  describe('copies', () => {
    it('leave the source and take values and metadata', async () => {
      const keys = subtree();
      await put('/a', '/a/b');
      await keys.setMeta(keys.at('/a/b'), 'description', 'd');
      expect(await transfer('kdbCp', '/a', '/a/copy')).toEqual({ status: 204, body: '' });
      expect(await stored()).toEqual({ '/a': '/a', '/a/b': '/a/b', '/a/copy': '/a', '/a/copy/b': '/a/b' });
      expect((await keys.get(keys.at('/a/copy/b'))).meta).toEqual({ description: 'd' });
    });
  });
}
