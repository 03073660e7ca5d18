import { expect } from 'vitest';
import { set, storedIn, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

const SLASHES = 'user:/a\\//b';

/** Names that a URL of the field's elektrad does not carry. */
export const ADDRESS_FAULTS: readonly Fault[] = [
  {
    fault: '// in a decoded path is redirected (301) to another key',
    naive: 'follows, and has written a key that nobody named',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put(SLASHES, 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/a\\/b': 'v' });
    },
    ours: 'refuses the name',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, SLASHES, 'v')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(field.stored()).toEqual([]);
    },
  },
  {
    fault: '/../ in a decoded path is redirected too, where it is part of a name',
    naive: 'writes above the key it means',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('user:/app/\\/../key', 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/app/key': 'v' });
    },
    ours: 'refuses the name',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'user:/app/\\/../key', 'v')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(field.stored()).toEqual([]);
    },
  },
  {
    fault: 'a name with a newline is not routed',
    naive: 'meets 404 page not found',
    async fails({ field }) {
      const answer = await createNaiveClient(field.url).send('GET', '/kdb/user%3A%2Fa%0Ab');
      expect(answer).toMatchObject({ status: 404, text: '404 page not found\n' });
    },
    ours: 'says what it is',
    async holds({ elektrad }) {
      await expect(set(elektrad, 'user:/a\nb', 'v')).rejects.toMatchObject({
        code: 'KEY_NAME_INVALID',
        message: expect.stringContaining('line break'),
      });
    },
  },
  {
    fault: 'a zero byte ends a name',
    naive: 'writes another key',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).put('user:/a\0b', 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/a': 'v' });
    },
    ours: 'refuses the name',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, 'user:/a\0b', 'v')).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
      expect(field.stored()).toEqual([]);
    },
  },
];
