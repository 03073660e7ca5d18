import { expect } from 'vitest';
import { UNWATCHED } from '../../../adapters/elektrad-client/testing/client-under-test.ts';
import { CALL, id, inTurn, read, set, storedIn, text, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

const CHILDREN = [1, 2, 3, 4, 5, 6, 7].map((at) => text(`user:/p/k${at}`, `${at}`));
const BINARY = text('user:/binary', 'AAEC', { binary: '' });
const NULL = text('user:/null', '', { binary: '' });
const RANGED = text('user:/ranged', '5', { 'check/range': '1-10' });

export const ANSWER_FAULTS: readonly Fault[] = [
  {
    fault: 'after each child the next key is skipped, and children without a key of their own never come',
    options: { keys: [...CHILDREN, text('user:/p/only/below', 'b')] },
    naive: 'sees k1, k3, k5 and k7 of seven, and no other',
    async fails({ field }) {
      const { children = [] } = await createNaiveClient(field.url).get('user:/p');
      expect(children.map(({ name }) => name)).toEqual(['k1', 'k3', 'k5', 'k7']);
    },
    ours: 'sees all eight with their values',
    async holds({ elektrad }) {
      const { children = [] } = await read(elektrad, 'user:/p', 1);
      expect(children.map(({ name, value }) => [name, value])).toEqual([
        ...CHILDREN.map(({ name, value }) => [name, value]),
        ['user:/p/only', undefined],
      ]);
    },
  },
  {
    fault: 'an empty value is left out of the answer',
    options: { keys: [text('user:/empty', '')] },
    naive: 'reads undefined',
    async fails({ field }) {
      expect((await createNaiveClient(field.url).get('user:/empty')).value).toBeUndefined();
    },
    ours: 'reads the empty text',
    async holds({ elektrad }) {
      expect((await read(elektrad, 'user:/empty')).value).toBe('');
    },
  },
  {
    fault: "Elektra's refusals are JSON that calls itself text/plain",
    options: { keys: [RANGED] },
    naive: 'trusts the type, and has no number and no reason',
    async fails({ field }) {
      const path = `/kdb/${encodeURIComponent(RANGED.name)}`;
      const { status, type, text: body } = await createNaiveClient(field.url).send('PUT', path, '"99"');
      const { error }: { error?: string } = type.startsWith('application/json') ? (JSON.parse(body) as object) : {};
      expect([status, error]).toEqual([400, undefined]);
    },
    ours: 'has both',
    async holds({ elektrad }) {
      await expect(set(elektrad, RANGED.name, '99')).rejects.toMatchObject({
        code: 'ELEKTRA_REJECTED',
        data: { number: 'C03200', reason: expect.stringContaining('not within range 1-10') },
      });
    },
  },
  {
    fault: 'other refusals are a 400 without a body',
    naive: 'cannot say what is wrong with an expression',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).send('GET', '/kdbFind/(')).toMatchObject({ status: 400, text: '' });
    },
    ours: 'says that it is the expression',
    async holds({ elektrad }) {
      await expect(elektrad.find('(', UNWATCHED)).rejects.toMatchObject({ code: 'QUERY_INVALID' });
    },
  },
  {
    fault: 'only a JSON string is taken for a value',
    naive: 'sends 5, and gets a 400 without a body',
    async fails({ field }) {
      const naive = createNaiveClient(field.url);
      expect(await naive.send('PUT', '/kdb/user%3A%2Fkey', '5')).toMatchObject({ status: 400, text: '' });
    },
    ours: 'sends "5"',
    async holds({ field, elektrad }) {
      await set(elektrad, 'user:/key', '5');
      expect(storedIn(field)).toEqual({ 'user:/key': '5' });
    },
  },
  {
    fault: 'writing a binary key makes it text',
    options: { keys: [BINARY] },
    naive: 'writes back what it has read, and the bytes are gone',
    async fails({ field }) {
      const naive = createNaiveClient(field.url);
      const { value = '' } = await naive.get(BINARY.name);
      expect(await naive.put(BINARY.name, value)).toBe(true);
      expect(field.stored()).toEqual([text(BINARY.name, '(binary)')]);
    },
    ours: 'reads no value, and refuses to write one',
    async holds({ field, elektrad }) {
      expect((await read(elektrad, BINARY.name)).value).toBeUndefined();
      await expect(set(elektrad, BINARY.name, '(binary)')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
      expect(field.stored()).toEqual([BINARY]);
    },
  },
  {
    fault: 'a null key looks like an empty one',
    options: { keys: [NULL] },
    naive: 'writes the empty text back, and the key is no longer null',
    async fails({ field }) {
      const naive = createNaiveClient(field.url);
      const { value = '' } = await naive.get(NULL.name);
      expect(await naive.put(NULL.name, value)).toBe(true);
      expect(field.stored()).toEqual([text(NULL.name, '')]);
    },
    ours: 'knows that it is none, and leaves it',
    async holds({ field, elektrad }) {
      expect(await read(elektrad, NULL.name)).toMatchObject({ exists: true, meta: { binary: '' } });
      await expect(set(elektrad, NULL.name, '')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
      expect(field.stored()).toEqual([NULL]);
    },
  },
  {
    fault: 'U+0000 ends a value',
    naive: 'stores the half of it, and is told 201',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('user:/key', 'before\0after')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/key': 'before' });
    },
    ours: 'refuses before anything is written',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'user:/key', 'before\0after')).rejects.toMatchObject({ code: 'VALUE_NOT_CARRIED' });
      expect(field.log.writes()).toEqual([]);
    },
  },
  {
    fault: 'a ? in an expression begins the query unless it is sent as %3F',
    options: { keys: [text('user:/colour', '1'), text('user:/columns', '2')] },
    naive: 'finds by the half of its expression',
    async fails({ field }) {
      const { text: body } = await createNaiveClient(field.url).send('GET', '/kdbFind/user:/colu?');
      expect(JSON.parse(body)).toEqual(['user:/columns']);
    },
    ours: 'finds by all of it',
    async holds({ elektrad }) {
      expect(await elektrad.find('user:/colu?', UNWATCHED)).toEqual(['user:/colour', 'user:/columns']);
    },
  },
  {
    fault: 'kdbFind looks into names only',
    options: { keys: [text('user:/one', 'needle'), text('user:/two', 'hay', { description: 'needle' })] },
    naive: 'finds no value and no metadata',
    async fails({ field }) {
      expect((await createNaiveClient(field.url).send('GET', '/kdbFind/needle')).text).toBe('[]');
    },
    ours: 'looks into values and metadata too',
    async holds({ keys }) {
      const found = await keys['keys.find']({ id, query: 'needle', in: ['name', 'value', 'meta'] }, CALL);
      expect(found).toEqual(['user:/one', 'user:/two']);
    },
  },
  {
    fault: 'a key under a name that its own rules forbid is stored and listed',
    naive: 'creates user:/%, which stands for the root itself',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('user:/%', 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/%': 'v' });
    },
    ours: 'creates none, and lists one among the others',
    async holds({ field, elektrad, keys }) {
      const created = keys['keys.set']({ id, key: 'user:/%', value: 'v', mustBeNew: false }, CALL);
      await expect(created).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      await field.kdb.set('user:/%', 'odd');
      await set(elektrad, 'user:/key', 'v');
      const { names, children = [] } = await read(elektrad, 'user:/', 1);
      expect(names).toEqual(['user:/%', 'user:/key']);
      expect(children.map(({ name, value }) => [name, value])).toContainEqual(['user:/key', 'v']);
      await inTurn(elektrad, (turn) => turn.remove(['user:/%']));
      expect(storedIn(field)).toEqual({ 'user:/key': 'v' });
    },
  },
];
