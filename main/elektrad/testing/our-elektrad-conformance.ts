import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ElektradNode } from '#shared/elektrad/contract.ts';
import { subtreeOf, type ElektradAnswer, type ElektradRequest, type Subtree } from './elektrad-conformance.ts';
import { manyKeysConformance } from './many-keys-conformance.ts';
import { transferConformance } from './transfer-conformance.ts';

/** Where our elektrad does without a fault of the field's, and what it can do besides. */
export function ourElektradConformance(name: string, connect: () => Promise<ElektradRequest>): void {
  describe(`${name} as our elektrad`, () => {
    let keys: Subtree;

    beforeEach(async () => {
      keys = subtreeOf(await connect());
    });
    afterEach(async () => {
      for (const top of [keys.at(''), ruleFor('')]) {
        await keys.request('DELETE', `/kdb/${encodeURIComponent(top)}?recursive=1`);
      }
    });

    /** The key of `spec:` that speaks of a path in the other namespaces. */
    function ruleFor(path: string): string {
      return keys.at(path).replace('user:', 'spec:');
    }

    async function put(path: string, value = 'v'): Promise<void> {
      const { status, body } = await keys.put(keys.at(path), value);
      expect(status, body).toBe(201);
    }

    function words(answer: ElektradAnswer): string {
      expect(answer.status, answer.body).toBe(400);
      return (JSON.parse(answer.body) as { error: string }).error;
    }

    it('says who it is and what it can do', async () => {
      const { body } = await keys.request('GET', '/version');
      expect(JSON.parse(body)).toEqual({
        api: 1,
        elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 },
        id: expect.stringMatching(/./),
        product: { name: expect.any(String), version: expect.any(String) },
        capabilities: ['own-store', 'recursive-delete', 'read-many', 'move', 'copy', 'set-all', 'set-many-metadata'],
      });
    });

    it('gives all children, those without a key of their own too', async () => {
      for (const path of ['/c/k1', '/c/k2', '/c/k3', '/c/k4', '/c/only/below', '/c/k4/x']) await put(path);
      const { children } = await keys.get(keys.at('/c'));
      expect(children).toEqual([
        leaf('/c/k1'),
        leaf('/c/k2'),
        leaf('/c/k3'),
        { ...leaf('/c/k4'), ls: [keys.at('/c/k4'), keys.at('/c/k4/x')] },
        { exists: false, name: 'only', path: keys.at('/c/only'), ls: [keys.at('/c/only/below')] },
      ]);
    });

    function leaf(path: string): ElektradNode {
      return { exists: true, name: path.split('/').at(-1) ?? '', path: keys.at(path), ls: [keys.at(path)], value: 'v' };
    }

    it('loads as many levels as it is asked for', async () => {
      await put('/1/2/3/4');
      const depth = (node: ElektradNode | undefined): number => (node?.children ? 1 + depth(node.children[0]) : 0);
      expect(depth(await keys.get(keys.at('/1')))).toBe(1);
      expect(depth(await keys.get(keys.at('/1'), 1))).toBe(2);
      expect(depth(await keys.get(keys.at('/1'), 9))).toBe(3);
      const deepest = (await keys.get(keys.at('/1'), 9)).children?.[0]?.children?.[0]?.children?.[0];
      expect(deepest).toEqual({ ...leaf('/1/2/3/4') });
      expect((await keys.request('GET', `/kdb/${encodeURIComponent(keys.at('/1'))}?preload=10`)).status).toBe(400);
    });

    it('gives everything without a name, its children being the roots of the namespaces', async () => {
      await put('/root');
      const { status, body } = await keys.request('GET', '/kdb');
      expect(status).toBe(200);
      const node = JSON.parse(body) as ElektradNode;
      expect(node).toMatchObject({ exists: false, name: '', path: '/' });
      expect(node.ls).toContain(keys.at('/root'));
      expect(node.children?.map(({ path }) => path)).toContain('user:/');
    });

    it('removes a key with all below it', async () => {
      for (const path of ['/r', '/r/a', '/r/a/b', '/r.1', '/rr']) await put(path);
      const { status } = await keys.request('DELETE', `/kdb/${encodeURIComponent(keys.at('/r'))}?recursive=1`);
      expect(status).toBe(204);
      expect((await keys.get(keys.at(''))).ls).toEqual([keys.at('/r.1'), keys.at('/rr')]);
    });

    it('takes names of any length, in their order', async () => {
      const long = 'x'.repeat(3000);
      const paths = ['/long', `/long/${long}`, `/long/${long}/a`, `/long/${long}y`, `/long/${long}${long}`, '/long/y'];
      for (const path of [...paths].reverse()) await put(path, path.slice(-3));
      const inOrder = [paths[0], paths[1], paths[2], paths[4], paths[3], paths[5]].map((path) => keys.at(path ?? ''));
      expect((await keys.get(keys.at('/long'))).ls).toEqual(inOrder);
      for (const path of paths) expect((await keys.get(keys.at(path))).value).toBe(path.slice(-3));
    });

    it('reads many keys in the order asked for', async () => {
      await put('/many/a', 'A');
      await keys.setMeta(keys.at('/many/b'), 'description', 'd');
      const names = ['/many/b', '/many/none', '/many/a', '/many/a'].map((path) => keys.at(path));
      const { status, body } = await keys.request('POST', '/kdbRead', { names });
      expect(status, body).toBe(200);
      expect(JSON.parse(body)).toEqual({
        keys: [
          { name: names[0], exists: true, meta: { description: 'd' } },
          { name: names[1], exists: false },
          { name: names[2], exists: true, value: 'A' },
          { name: names[3], exists: true, value: 'A' },
        ],
      });
    });

    it.each(['proc:/a', 'default:/a', 'meta:/a', '/a', '/'])(
      'does not write %s and says where keys can be written',
      async (name) => {
        expect(words(await keys.put(name, 'v'))).toContain('spec:/ dir:/ user:/ system:/');
        expect(words(await keys.remove(name))).toContain('spec:/ dir:/ user:/ system:/');
        expect(words(await keys.setMeta(name, 'a', 'b'))).toContain('spec:/ dir:/ user:/ system:/');
      },
    );

    it.each(['system:/elektra', 'system:/elektra/version/x'])(
      'keeps %s read-only, in the words of the field',
      async (name) => {
        expect(words(await keys.put(name, 'v'))).toMatch(/^C01320 Interface - .* was intialized as read-only/);
        expect(words(await keys.remove(name))).toMatch(/^C01320/);
      },
    );

    it.each([
      ['U+0000', 'a\0b'],
      ['half a character', 'a\ud83d'],
    ])('refuses a value with %s in place of cutting it', async (_what, value) => {
      await put('/carried', 'before');
      expect(words(await keys.put(keys.at('/carried'), value))).toMatch(/Nothing was written/);
      expect(words(await keys.setMeta(keys.at('/carried'), 'description', value))).toMatch(/Nothing was written/);
      expect(await keys.get(keys.at('/carried'))).toEqual(expect.objectContaining({ value: 'before' }));
    });

    it.each(['', '\\', 'a\\', 'meta:/', '/', 'a\\b'])('refuses the metakey name "%s"', async (metakey) => {
      await put('/meta');
      expect((await keys.setMeta(keys.at('/meta'), metakey, 'v')).status).toBe(400);
      expect(await keys.get(keys.at('/meta'))).not.toHaveProperty('meta');
    });

    it('takes metakeys with and without meta:/, in canonical form', async () => {
      await put('/meta');
      await keys.setMeta(keys.at('/meta'), 'meta:/check/enum/#10', 'ten');
      await keys.setMeta(keys.at('/meta'), 'see//#0', 'zero');
      expect((await keys.get(keys.at('/meta'))).meta).toEqual({ 'check/enum/#_10': 'ten', 'see/#0': 'zero' });
    });

    it('refuses what breaks a check in the words of Elektra, and goes on as if nothing had been', async () => {
      const key = keys.at('/range');
      await put('/range', '5');
      await keys.setMeta(key, 'check/range', '1-10');
      const refused = await keys.put(key, '99');
      const [reason, ...place] = words(refused).split('\n');
      expect(reason).toBe(`C03200 Validation Semantic - Value '99' of key '${key}' not within range 1-10`);
      expect(place).toEqual(['Mountpoint: user:/', expect.stringMatching(/^Configfile: .+keys\.lmdb$/)]);
      expect((await keys.get(key)).value).toBe('5');
      expect((await keys.put(key, '10')).status).toBe(200);
      await put('/other');
    });

    it('stores booleans as 1 and 0', async () => {
      await put('/switch', '0');
      await keys.setMeta(keys.at('/switch'), 'type', 'boolean');
      await keys.put(keys.at('/switch'), 'TRUE');
      expect((await keys.get(keys.at('/switch'))).value).toBe('1');
    });

    it('refuses metadata that its value breaks, on a new key too', async () => {
      await put('/n', 'many');
      expect(words(await keys.setMeta(keys.at('/n'), 'check/type', 'long'))).toMatch(/failed to match/);
      expect(await keys.get(keys.at('/n'))).not.toHaveProperty('meta');
      expect(words(await keys.setMeta(keys.at('/new'), 'check/range', '1-10'))).toContain("Value ''");
      expect((await keys.get(keys.at('/new'))).exists).toBe(false);
    });

    it('shows what spec: says of a key, by its name and by globs, wherever the key is read', async () => {
      for (const path of ['/app/#0/port', '/app/#_10/port', '/app/other/port', '/app/other/own']) await put(path);
      await keys.setMeta(ruleFor('/app/#/port'), 'description', 'of each');
      await keys.setMeta(ruleFor('/app/_/_'), 'rationale', 'of all others');
      await keys.setMeta(ruleFor('/app/other/own'), 'description', 'of this one');
      await keys.setMeta(keys.at('/app/other/own'), 'rationale', 'its own');
      const expected = [
        ['/app/#0/port', { description: 'of each' }],
        ['/app/#_10/port', { description: 'of each' }],
        ['/app/other/own', { description: 'of this one', rationale: 'its own' }],
        ['/app/other/port', { rationale: 'of all others' }],
      ] as const;
      for (const [path, meta] of expected) expect([path, (await keys.get(keys.at(path))).meta]).toEqual([path, meta]);
      const names = expected.map(([path]) => keys.at(path));
      const { body } = await keys.request('POST', '/kdbRead', { names });
      const metas = expected.map(([, meta]) => meta);
      expect((JSON.parse(body) as { keys: ElektradNode[] }).keys.map(({ meta }) => meta)).toEqual(metas);
      const { children = [] } = await keys.get(keys.at('/app'), 1);
      expect(children.flatMap((child) => child.children ?? []).map(({ meta }) => meta)).toEqual(metas);
      await keys.remove(ruleFor('/app/#/port'));
      expect(await keys.get(keys.at('/app/#0/port'))).not.toHaveProperty('meta');
    });

    transferConformance(() => keys);
    manyKeysConformance(() => keys);

    it('stores every one of 256 writes at once', async () => {
      const writes = Array.from({ length: 256 }, async (_each, at) => {
        const name = keys.at(`/p/k${at % 128}`);
        return (await keys.put(name, String(at))).status;
      });
      const statuses = await Promise.all(writes);
      expect(statuses.filter((status) => status === 201)).toHaveLength(128);
      expect(statuses.filter((status) => status === 200)).toHaveLength(128);
      expect((await keys.get(keys.at('/p'))).ls).toHaveLength(128);
    });
  });
}
