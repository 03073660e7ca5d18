import { describe, expect, it } from 'vitest';
import { pathOf, type ElektradAnswer, type Subtree } from './elektrad-conformance.ts';

/** How our elektrad takes many keys and many metakeys in one request: all or nothing, and stored. */
export function manyKeysConformance(subtree: () => Subtree): void {
  function setAll(configurations: readonly unknown[], path = '/all'): Promise<ElektradAnswer> {
    const keys = subtree();
    return keys.request('PUT', pathOf('kdbAll', keys.at(path)), { configurations });
  }

  async function names(): Promise<readonly string[]> {
    const keys = subtree();
    return (await keys.get(keys.at(''))).ls.map((name) => name.slice(keys.at('').length));
  }

  describe('many keys at once', () => {
    it('are stored under relative and whole names, the parent itself too', async () => {
      const keys = subtree();
      const given = [
        { key: '', value: 'parent' },
        { key: 'a/b', value: 'relative' },
        { key: '/c', value: 'relative with a slash' },
        { key: keys.at('/all/d'), value: 'whole' },
        { key: 'list/#10', value: null },
        { key: 'a/b', value: 'the later counts' },
      ];
      expect(await setAll(given)).toEqual({ status: 201, body: '' });
      expect(await names()).toEqual(['/all', '/all/a/b', '/all/c', '/all/d', '/all/list/#_10']);
      expect((await keys.get(keys.at('/all'))).value).toBe('parent');
      expect((await keys.get(keys.at('/all/a/b'))).value).toBe('the later counts');
      expect((await keys.get(keys.at('/all/d'))).value).toBe('whole');
    });

    it('bring metadata, and leave what is not named', async () => {
      const keys = subtree();
      await keys.put(keys.at('/all/a'), 'old');
      await keys.put(keys.at('/all/b'), 'stays');
      await keys.setMeta(keys.at('/all/a'), 'description', 'd');
      expect((await setAll([{ key: 'a', value: '5', meta: { 'check/range': '1-10' } }])).status).toBe(201);
      expect(await keys.get(keys.at('/all/a'))).toMatchObject({
        value: '5',
        meta: { description: 'd', 'check/range': '1-10' },
      });
      expect((await keys.get(keys.at('/all/b'))).value).toBe('stays');
    });

    it.each([
      ['breaks its check', { key: 'n', value: '99', meta: { 'check/range': '1-10' } }],
      ['lies beside the parent', { key: 'user:/elsewhere', value: 'v' }],
      ['climbs out of the parent', { key: '../beside', value: 'v' }],
      ['has an illegal name', { key: 'a\\b', value: 'v' }],
      ['has a value that would be cut', { key: 'z', value: 'a\0b' }],
      ['has an illegal metakey', { key: 'z', value: 'v', meta: { 'a\\': 'v' } }],
      ['has no value', { key: 'z' }],
    ])('are refused as a whole when one of them %s', async (_why, bad) => {
      const { status, body } = await setAll([{ key: 'fine', value: 'v' }, bad, { key: 'fine too', value: 'v' }]);
      expect(status, body).toBe(400);
      expect(JSON.parse(body)).toEqual({ error: expect.stringMatching(/./) });
      expect(await names()).toEqual([]);
    });

    it('are checked against spec: as one key is, and come into their normal form', async () => {
      const keys = subtree();
      const rule = keys.at('/all/on').replace('user:', 'spec:');
      await keys.setMeta(rule, 'type', 'boolean');
      expect((await setAll([{ key: 'on', value: 'maybe' }])).status).toBe(400);
      expect((await setAll([{ key: 'on', value: 'TRUE' }])).status).toBe(201);
      expect(await keys.get(keys.at('/all/on'))).toMatchObject({ value: '1', meta: { type: 'boolean' } });
      await keys.remove(rule);
    });

    it('below spec: are what others are checked against from then on', async () => {
      const keys = subtree();
      const spec = keys.at('/all').replace('user:', 'spec:');
      const given = [{ key: 'port', value: '', meta: { 'check/range': '1-10' } }];
      expect((await keys.request('PUT', pathOf('kdbAll', spec), { configurations: given })).status).toBe(201);
      expect((await keys.put(keys.at('/all/port'), '99')).status).toBe(400);
      expect((await keys.put(keys.at('/all/port'), '9')).status).toBe(201);
      expect((await keys.post('kdbMv', `${spec}/port`, `${spec}/other`)).status).toBe(204);
      expect((await keys.put(keys.at('/all/port'), '99')).status).toBe(200);
      expect((await keys.post('kdbCp', `${spec}/other`, `${spec}/port`)).status).toBe(400);
      expect((await keys.get(`${spec}/port`)).exists).toBe(false);
      await keys.remove(`${spec}/other`);
    });

    it('may be none', async () => {
      expect((await setAll([])).status).toBe(201);
      expect(await names()).toEqual([]);
    });
  });

  describe('many metakeys at once', () => {
    it('are set all or none', async () => {
      const keys = subtree();
      await keys.put(keys.at('/m'), '5');
      const bad = [
        { key: 'description', value: 'd' },
        { key: 'check/range', value: '6-10' },
      ];
      expect((await keys.post('kdbMetaBulk', keys.at('/m'), { meta: bad })).status).toBe(400);
      expect(await keys.get(keys.at('/m'))).not.toHaveProperty('meta');
    });

    it('are checked as they are in the end', async () => {
      const keys = subtree();
      await keys.put(keys.at('/m'), '5');
      const meta = [
        { key: 'check/range', value: '6-10' },
        { key: 'check/type', value: 'long' },
        { key: 'check/range', value: '1-5' },
      ];
      expect((await keys.post('kdbMetaBulk', keys.at('/m'), { meta })).status).toBe(204);
      expect((await keys.get(keys.at('/m'))).meta).toEqual({ 'check/range': '1-5', 'check/type': 'long' });
      expect((await keys.put(keys.at('/m'), '6')).status).toBe(400);
    });

    it('make no key when all of them go', async () => {
      const keys = subtree();
      expect((await keys.post('kdbMetaBulk', keys.at('/none'), { meta: [{ key: 'a' }] })).status).toBe(204);
      expect((await keys.get(keys.at('/none'))).exists).toBe(false);
    });
  });
}
