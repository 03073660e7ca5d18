import { expect } from 'vitest';
import { CALL, id, inTurn, set, storedIn, text, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

/** Writes that look stored, or do what nobody asked for. */
export const PLACE_FAULTS: readonly Fault[] = [
  {
    fault: 'a write into proc: ends the process',
    naive: 'kills it with one key',
    async fails({ field }) {
      await expect(createNaiveClient(field.url).put('proc:/key', 'v')).rejects.toThrow();
      expect(field.death()).toContain('proc:/');
    },
    ours: 'never sends it',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'proc:/key', 'v')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(field.death()).toBeNull();
    },
  },
  {
    fault: 'default: is accepted and stored nowhere',
    naive: 'is told 201',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('default:/key', 'v')).toBe(true);
      expect(field.stored()).toEqual([]);
    },
    ours: 'refuses',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'default:/key', 'v')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(field.log.writes()).toEqual([]);
    },
  },
  {
    fault: 'a write below system:/elektra/version ends with a warning only',
    naive: 'is told 201',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('system:/elektra/version/mine', 'v')).toBe(true);
      expect(field.stored()).toEqual([]);
    },
    ours: 'says that nothing was stored',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'system:/elektra/version/mine', 'v')).rejects.toMatchObject({
        code: 'ELEKTRA_REJECTED',
      });
      expect(field.stored()).toEqual([]);
    },
  },
  {
    fault: 'kdbAll answers 201 and stores nothing',
    naive: 'believes that two keys are stored',
    async fails({ field }) {
      const configurations = ['one', 'two'].map((key) => ({ key, value: key }));
      const path = `/kdbAll/${encodeURIComponent('user:/all')}`;
      const answer = await createNaiveClient(field.url).send('PUT', path, JSON.stringify({ configurations }));
      expect(answer.status).toBe(201);
      expect(field.stored()).toEqual([]);
    },
    ours: 'writes each, and reads it back',
    async holds({ field, keys }) {
      const configurations = ['one', 'two'].map((key) => ({ key, value: key }));
      await keys['keys.setAll']({ id, key: 'user:/all', configurations }, CALL);
      expect(storedIn(field)).toEqual({ 'user:/all/one': 'one', 'user:/all/two': 'two' });
    },
  },
  {
    fault: 'kdbMetaBulk is not atomic',
    options: { keys: [text('user:/key', 'v')] },
    naive: 'is refused, and half of it is stored',
    async fails({ field }) {
      const meta = [
        { key: 'description', value: 'd' },
        { key: 'check/range', value: '1-10' },
      ];
      const path = `/kdbMetaBulk/${encodeURIComponent('user:/key')}`;
      expect((await createNaiveClient(field.url).send('POST', path, JSON.stringify({ meta }))).status).toBe(400);
      expect(field.stored()).toEqual([text('user:/key', 'v', { description: 'd' })]);
    },
    ours: 'is refused, and nothing of it is stored',
    async holds({ field, keys }) {
      const meta = [
        { key: 'description', value: 'd' },
        { key: 'check/range', value: '1-10' },
      ];
      const refused = keys['keys.setMetaMany']({ id, name: 'user:/key', meta }, CALL);
      await expect(refused).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
      expect(field.stored()).toEqual([text('user:/key', 'v')]);
    },
  },
  {
    fault: 'removing a metakey from a missing key makes the key',
    naive: 'has created an empty key',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).setMeta('user:/missing', 'description', null)).toBe(true);
      expect(field.stored()).toEqual([text('user:/missing', '')]);
    },
    ours: 'creates nothing',
    async holds({ field, elektrad }) {
      await inTurn(elektrad, (turn) => turn.setMeta('user:/missing', 'description', null));
      expect(field.stored()).toEqual([]);
    },
  },
  {
    fault: 'a metakey that ends in a backslash is stored as the empty one, with 204',
    options: { keys: [text('user:/key', 'v')] },
    naive: 'has made a metakey without a name',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).setMeta('user:/key', 'owner\\', 'me')).toBe(true);
      expect(field.stored()).toEqual([text('user:/key', 'v', { '': 'me' })]);
    },
    ours: 'refuses',
    async holds({ field, elektrad }) {
      await expect(inTurn(elektrad, (turn) => turn.setMeta('user:/key', 'owner\\', 'me'))).rejects.toMatchObject({
        code: 'KEY_NAME_INVALID',
      });
      expect(field.stored()).toEqual([text('user:/key', 'v')]);
    },
  },
  {
    fault: 'DELETE removes one key, and its descendants stay',
    options: { keys: [text('user:/a', '1'), text('user:/a/b', '2')] },
    naive: 'leaves what is below',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).remove('user:/a')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/a/b': '2' });
    },
    ours: 'removes what is below too',
    async holds({ field, keys }) {
      await keys['keys.remove']({ id, key: 'user:/a' }, CALL);
      expect(field.stored()).toEqual([]);
    },
  },
];
