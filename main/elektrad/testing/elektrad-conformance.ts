import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it, afterEach } from 'vitest';
import type { ElektradNode } from '#shared/elektrad/contract.ts';

export interface ElektradAnswer {
  readonly status: number;
  readonly body: string;
}

/** One request to the server in question, whose session is kept. `body` is sent as JSON; `path` is encoded already. */
export type ElektradRequest = (method: string, path: string, body?: unknown) => Promise<ElektradAnswer>;

/** Keeps a raw text from being sent as a JSON string. */
export class RawBody {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A client of a subtree that is its own and is removed afterwards. */
export interface Subtree {
  /** The full name of a key of the subtree. */
  at(path: string): string;
  get(name: string, preload?: number): Promise<ElektradNode>;
  put(name: string, value: unknown): Promise<ElektradAnswer>;
  remove(name: string): Promise<ElektradAnswer>;
  setMeta(name: string, key: string, value: string | null): Promise<ElektradAnswer>;
  post(route: string, name: string, body: unknown): Promise<ElektradAnswer>;
  /** The same subtree over another connection. */
  from(request: ElektradRequest): Subtree;
  request: ElektradRequest;
}

export function subtreeOf(request: ElektradRequest): Subtree {
  return subtreeAt(`user:/tests/elektra-web/${randomUUID()}`, request);
}

/** The address of a key below a route like `kdb`. */
export function pathOf(route: string, name: string): string {
  return `/${route}/${encodeURIComponent(name)}`;
}

function subtreeAt(root: string, request: ElektradRequest): Subtree {
  return {
    at: (path) => `${root}${path}`,
    request,
    async get(name, preload) {
      const { status, body } = await request(
        'GET',
        pathOf('kdb', name) + (preload === undefined ? '' : `?preload=${preload}`),
      );
      expect(status, body).toBe(200);
      return JSON.parse(body) as ElektradNode;
    },
    put: (name, value) => request('PUT', pathOf('kdb', name), value),
    remove: (name) => request('DELETE', pathOf('kdb', name)),
    setMeta: (name, key, value) => request('POST', pathOf('kdbMeta', name), { key, value }),
    post: (route, name, body) => request('POST', pathOf(route, name), body),
    from: (other) => subtreeAt(root, other),
  };
}

/** What every elektrad does, the field's too: the protocol as far as both keep to it. */
export function elektradConformance(name: string, connect: () => Promise<ElektradRequest>): void {
  describe(`${name} as an elektrad`, () => {
    let keys: Subtree;

    beforeEach(async () => {
      keys = subtreeOf(await connect());
    });
    afterEach(async () => {
      const { ls } = await keys.get(keys.at(''));
      for (const each of [...ls].reverse()) await keys.remove(each);
    });

    it('says its version', async () => {
      const { status, body } = await keys.request('GET', '/version');
      expect(status).toBe(200);
      expect(JSON.parse(body)).toMatchObject({
        api: 1,
        elektra: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      });
    });

    it('creates with 201, replaces with 200, and gives back what was stored', async () => {
      const key = keys.at('/a');
      expect((await keys.put(key, 'one')).status).toBe(201);
      expect((await keys.put(key, 'two\nlines, ümlaut 😀')).status).toBe(200);
      expect(await keys.get(key)).toEqual({
        exists: true,
        name: 'a',
        path: key,
        ls: [key],
        value: 'two\nlines, ümlaut 😀',
      });
    });

    it.each([
      ['the empty text', ''],
      ['null', null],
    ])('stores %s as the empty value, which it leaves out', async (_what, value) => {
      const key = keys.at('/empty');
      expect((await keys.put(key, value)).status).toBe(201);
      expect(await keys.get(key)).toEqual({ exists: true, name: 'empty', path: key, ls: [key] });
    });

    it('answers a missing key with 200 and exists false', async () => {
      const key = keys.at('/missing');
      expect(await keys.get(key)).toEqual({ exists: false, name: 'missing', path: key, ls: [] });
    });

    it.each([
      ['a number', 5],
      ['an object', { value: 'x' }],
      ['a list', ['x']],
      ['text that is no JSON', new RawBody('plain text')],
      ['nothing', undefined],
    ])('refuses %s as a value', async (_what, body) => {
      const key = keys.at('/refused');
      expect((await keys.put(key, body)).status).toBe(400);
      expect((await keys.get(key)).exists).toBe(false);
    });

    it.each(['user', 'user:', 'user/a', 'nonsense:/a', 'user:/a\\', 'user:/a\\b'])(
      'refuses the name %s',
      async (name) => {
        expect((await keys.put(name, 'x')).status).toBe(400);
      },
    );

    it.each<[string, string, string?]>([
      ['/with space', 'with space'],
      ['/pct%x', 'pct%x'],
      ['/ümlaut 😀', 'ümlaut 😀'],
      ['/a+b&c=d?e#f', 'a+b&c=d?e#f'],
      ['/slash\\/part', 'slash/part'],
      ['/back\\\\slash', 'back\\slash'],
      ['/list/#10', '#_10', '/list/#_10'],
      ['/list/#0', '#0'],
      ['/%', ''],
      ['/.hidden', '.hidden'],
    ])('keeps the name %s', async (path, part, canonical = path) => {
      expect((await keys.put(keys.at(path), 'v')).status).toBe(201);
      expect(await keys.get(keys.at(path))).toMatchObject({
        exists: true,
        name: part,
        path: keys.at(canonical),
        value: 'v',
      });
    });

    it('lists a key and all below it in key order, and nothing beside it', async () => {
      const paths = ['/k', '/k/sub', '/k/sub/deep', '/k/#_10', '/k/#9'];
      for (const path of [...paths, '/k.1', '/kk', '/j']) await keys.put(keys.at(path), 'v');
      const { ls } = await keys.get(keys.at('/k'));
      expect(ls).toEqual(['/k', '/k/#9', '/k/#_10', '/k/sub', '/k/sub/deep'].map((path) => keys.at(path)));
    });

    it('removes one key with 204 and leaves what is below it; a missing one is removed too', async () => {
      for (const path of ['/r', '/r/below']) await keys.put(keys.at(path), 'v');
      expect((await keys.remove(keys.at('/r'))).status).toBe(204);
      expect(await keys.get(keys.at('/r'))).toMatchObject({ exists: false, ls: [keys.at('/r/below')] });
      expect([204, 404]).toContain((await keys.remove(keys.at('/r'))).status);
    });

    it('finds names by a regular expression', async () => {
      for (const path of ['/find/one', '/find/two', '/find/One']) await keys.put(keys.at(path), 'v');
      const find = async (query: string) => {
        const { status, body } = await keys.request('GET', `/kdbFind/${encodeURIComponent(query)}`);
        expect(status, body).toBe(200);
        return JSON.parse(body) as string[];
      };
      // Without the slash: the field's router takes // for a step in the path.
      const own = keys.at('/find').slice('user:/'.length);
      expect(await find(`${own}/(one|two)$`)).toEqual([keys.at('/find/one'), keys.at('/find/two')]);
      expect(await find(`${own}/.ne`)).toEqual([keys.at('/find/One'), keys.at('/find/one')]);
      expect(await find(`${own}/nothing`)).toEqual([]);
    });

    it.each(['(', '[z-a]', 'a**'])('refuses the expression %s', async (query) => {
      expect((await keys.request('GET', `/kdbFind/${encodeURIComponent(query)}`)).status).toBe(400);
    });

    it('sets, shows and removes metadata', async () => {
      const key = keys.at('/m');
      await keys.put(key, 'v');
      expect((await keys.setMeta(key, 'description', 'what it is')).status).toBe(204);
      expect((await keys.setMeta(key, 'x/y', '')).status).toBe(204);
      expect(await keys.get(key)).toMatchObject({ value: 'v', meta: { description: 'what it is', 'x/y': '' } });
      expect((await keys.setMeta(key, 'x/y', null)).status).toBe(204);
      const removed = await keys.request('DELETE', `/kdbMeta/${encodeURIComponent(key)}`, { key: 'description' });
      expect(removed.status).toBe(204);
      expect(await keys.get(key)).not.toHaveProperty('meta');
    });

    it('creates a key to which metadata is added, and has none to remove of a missing one', async () => {
      const key = keys.at('/made');
      const removed = await keys.request('DELETE', `/kdbMeta/${encodeURIComponent(key)}`, { key: 'description' });
      expect(removed.status).toBe(404);
      expect((await keys.setMeta(key, 'description', 'd')).status).toBe(204);
      expect(await keys.get(key)).toEqual({
        exists: true,
        name: 'made',
        path: key,
        ls: [key],
        meta: { description: 'd' },
      });
    });

    it('sets and removes several metakeys at once', async () => {
      const key = keys.at('/bulk');
      await keys.put(key, 'v');
      await keys.setMeta(key, 'old', 'o');
      const meta = [
        { key: 'description', value: 'd' },
        { key: 'x/y', value: '' },
        { key: 'old', value: null },
      ];
      expect((await keys.post('kdbMetaBulk', key, { meta })).status).toBe(204);
      expect(await keys.get(key)).toMatchObject({ value: 'v', meta: { description: 'd', 'x/y': '' } });
      expect((await keys.post('kdbMetaBulk', key, { meta: [{ key: 'x/y' }] })).status).toBe(204);
      expect((await keys.get(key)).meta).toEqual({ description: 'd' });
    });

    it('creates a key to which several metakeys are added', async () => {
      const key = keys.at('/bulk-made');
      expect((await keys.post('kdbMetaBulk', key, { meta: [{ key: 'a', value: '1' }] })).status).toBe(204);
      expect(await keys.get(key)).toMatchObject({ exists: true, ls: [key], meta: { a: '1' } });
    });

    it('moves a key with all below it, values and metadata, as a new session sees', async () => {
      for (const path of ['/mv/a', '/mv/a/b', '/mv/ab']) await keys.put(keys.at(path), path);
      await keys.setMeta(keys.at('/mv/a/b'), 'description', 'd');
      expect((await keys.post('kdbMv', keys.at('/mv/a'), keys.at('/mv/z'))).status).toBe(204);
      const after = keys.from(await connect());
      expect((await after.get(keys.at('/mv'))).ls).toEqual(['/mv/ab', '/mv/z', '/mv/z/b'].map(keys.at));
      expect(await after.get(keys.at('/mv/z'))).toMatchObject({ value: '/mv/a' });
      expect(await after.get(keys.at('/mv/z/b'))).toMatchObject({ value: '/mv/a/b', meta: { description: 'd' } });
      expect(await after.get(keys.at('/mv/ab'))).toMatchObject({ value: '/mv/ab' });
      keys = after;
    });

    it('moves nothing where there is nothing', async () => {
      await keys.put(keys.at('/mv/beside'), 'v');
      expect([204, 404]).toContain((await keys.post('kdbMv', keys.at('/mv/none'), keys.at('/mv/z'))).status);
      expect((await keys.get(keys.at('/mv'))).ls).toEqual([keys.at('/mv/beside')]);
    });

    it.each([
      ['a number', 5],
      ['an object', {}],
      ['text that is no JSON', new RawBody('user:/a')],
      ['an illegal name', 'user:/a\\b'],
      ['nothing', undefined],
    ])('refuses %s as the target of a move', async (_what, target) => {
      await keys.put(keys.at('/mv/stays'), 'v');
      expect((await keys.post('kdbMv', keys.at('/mv/stays'), target)).status).toBe(400);
      expect((await keys.get(keys.at('/mv'))).ls).toEqual([keys.at('/mv/stays')]);
    });

    it('takes many keys with 201', async () => {
      const configurations = [{ key: 'a', value: '1' }];
      const { status, body } = await keys.request('PUT', pathOf('kdbAll', keys.at('/all')), { configurations });
      expect([status, body]).toEqual([201, '']);
    });

    it('loads as many levels of children as it is asked for', async () => {
      for (const path of ['/1', '/1/2', '/1/2/3', '/1/2/3/4']) await keys.put(keys.at(path), path);
      const depth = (node: ElektradNode | undefined): number => (node?.children ? 1 + depth(node.children[0]) : 0);
      for (const [preload, levels] of [
        [undefined, 1],
        [0, 1],
        [1, 2],
        [9, 3],
      ] as const) {
        const node = await keys.get(keys.at('/1'), preload);
        expect([preload, depth(node)]).toEqual([preload, levels]);
        expect(node.ls).toHaveLength(4);
        expect(node.children?.[0]).toMatchObject({ name: '2', path: keys.at('/1/2'), value: '/1/2' });
      }
    });

    it('lists everything without a name', async () => {
      await keys.put(keys.at('/root'), 'v');
      const { status, body } = await keys.request('GET', '/kdb');
      expect(status, body).toBe(200);
      expect((JSON.parse(body) as ElektradNode).ls).toContain(keys.at('/root'));
    });

    it('does not know other paths', async () => {
      expect((await keys.request('GET', '/nothing-is-here')).status).toBe(404);
    });
  });
}
