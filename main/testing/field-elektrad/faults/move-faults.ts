import { expect } from 'vitest';
import { CALL, id, set, storedIn, text, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

const TREE = [text('user:/a', '1'), text('user:/a/x', '2')];
const MOVED = { 'user:/b': '1', 'user:/b/x': '2' };

export const MOVE_FAULTS: readonly Fault[] = [
  {
    fault: 'after kdbMv the session forgets the moved keys, and its next write deletes them from the disk',
    options: { keys: TREE },
    naive: 'loses the tree with an unrelated write',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      expect(await naive.move('user:/a', 'user:/b')).toBe(true);
      expect(storedIn(field)).toEqual(MOVED);
      expect(await naive.put('user:/unrelated', 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/unrelated': 'v' });
    },
    ours: 'moves by reading, writing, verifying and deleting',
    async holds({ field, elektrad, keys }) {
      await keys['keys.move']({ id, key: 'user:/a', target: 'user:/b', force: false }, CALL);
      await set(elektrad, 'user:/unrelated', 'v');
      expect(storedIn(field)).toEqual({ ...MOVED, 'user:/unrelated': 'v' });
    },
  },
  {
    fault: "kdbMv onto an existing key keeps the target's value",
    options: { keys: [...TREE, text('user:/b', 'old')] },
    naive: 'has lost the value it moved',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).move('user:/a', 'user:/b')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/b': 'old', 'user:/b/x': '2' });
    },
    ours: 'asks before it replaces, and then stores what it moves',
    async holds({ field, keys }) {
      const move = (force: boolean) => keys['keys.move']({ id, key: 'user:/a', target: 'user:/b', force }, CALL);
      await expect(move(false)).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
      await move(true);
      expect(storedIn(field)).toEqual(MOVED);
    },
  },
  {
    fault: 'kdbMv with a trailing slash removes keys of another mount point',
    options: { mountPoints: ['user:/mounted'], keys: [text('user:/a/x', '2'), text('user:/mounted/key', 'v')] },
    naive: 'has lost what it never named',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).move('user:/a/', 'user:/b/')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/b/x': '2' });
    },
    ours: 'touches nothing else',
    async holds({ field, keys }) {
      await keys['keys.move']({ id, key: 'user:/a', target: 'user:/b', force: false }, CALL);
      expect(storedIn(field)).toEqual({ 'user:/b/x': '2', 'user:/mounted/key': 'v' });
    },
  },
  {
    fault: 'a handler that panics closes the connection, and leaves its session half changed',
    options: { keys: TREE },
    naive: 'has no answer, and its next write deletes the tree',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      await expect(naive.move('user:/a/', 'user:/b')).rejects.toThrow();
      expect(field.death()).toBeNull();
      expect(await naive.put('user:/unrelated', 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ 'user:/unrelated': 'v' });
    },
    ours: 'sends no kdbMv',
    async holds({ field, keys }) {
      await keys['keys.move']({ id, key: 'user:/a', target: 'user:/b', force: false }, CALL);
      expect(field.log.writes().map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE', 'DELETE']);
    },
  },
  {
    fault: 'kdbMv answers 204 when nothing was moved',
    naive: 'believes in a move of nothing',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).move('user:/missing', 'user:/b')).toBe(true);
      expect(field.stored()).toEqual([]);
    },
    ours: 'says that there is nothing',
    async holds({ field, keys }) {
      const moved = keys['keys.move']({ id, key: 'user:/missing', target: 'user:/b', force: false }, CALL);
      await expect(moved).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
      expect(field.log.writes()).toEqual([]);
    },
  },
  {
    fault: 'kdbMv refuses some moves to another namespace',
    options: { keys: TREE },
    naive: 'is told: unsupported key name',
    async fails({ field }) {
      expect(await createNaiveClient(field.url).move('user:/a', 'system:/b')).toBe(false);
    },
    ours: 'moves',
    async holds({ field, keys }) {
      await keys['keys.move']({ id, key: 'user:/a', target: 'system:/b', force: false }, CALL);
      expect(storedIn(field)).toEqual({ 'system:/b': '1', 'system:/b/x': '2' });
    },
  },
  {
    fault: 'there is no kdbCp',
    options: { keys: TREE },
    naive: 'meets 404 page not found',
    async fails({ field }) {
      const answer = await createNaiveClient(field.url).send('POST', '/kdbCp/user%3A%2Fa', '"user:/b"');
      expect(answer).toMatchObject({ status: 404, text: '404 page not found\n' });
    },
    ours: 'copies by reading and writing',
    async holds({ field, keys }) {
      await keys['keys.copy']({ id, key: 'user:/a', target: 'user:/b', force: false }, CALL);
      expect(storedIn(field)).toEqual({ 'user:/a': '1', 'user:/a/x': '2', ...MOVED });
    },
  },
];
