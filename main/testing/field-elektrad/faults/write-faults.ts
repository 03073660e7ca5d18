import { expect } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { createClientUnderTest } from '../../../adapters/elektrad-client/testing/client-under-test.ts';
import type { ElektradTurn } from '../../../clusterd/ports.ts';
import { inTurn, read, set, storedIn, text, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

const KEY = 'user:/key';
const OTHER = 'user:/other';
const RANGED = text('user:/ranged', '5', { 'check/range': '1-10' });
const CLIENTS = ['a', 'b', 'c', 'd'];
const ROUNDS = Array.from({ length: 25 }, (_each, at) => at);
const UPDATED = CLIENTS.flatMap((client) => ROUNDS.map((round) => text(`user:/${client}/${round}`, 'old')));

export const WRITE_FAULTS: readonly Fault[] = [
  {
    fault: 'two sessions that create keys at the same time crash the process',
    naive: 'kills it with 60 new keys at once',
    async fails({ field }) {
      const naive = createNaiveClient(field.url);
      const writes = Array.from({ length: 60 }, (_each, at) => naive.put(`user:/new/${at}`, 'v'));
      expect(await Promise.allSettled(writes)).toContainEqual(expect.objectContaining({ status: 'rejected' }));
      expect(field.death()).toBe('two sessions created keys at the same time');
      await expect(naive.get(KEY)).rejects.toThrow();
    },
    ours: 'stores 200 at once in one session',
    async holds({ field, elektrad }) {
      await Promise.all(Array.from({ length: 200 }, (_each, at) => set(elektrad, `user:/new/${at}`, `${at}`)));
      expect(field.death()).toBeNull();
      expect(field.stored()).toHaveLength(200);
      expect(field.log.writingSessions()).toHaveLength(1);
    },
  },
  {
    fault: 'sessions that update keys of their own lose updates, and every answer is 200',
    options: { keys: UPDATED },
    naive: 'four clients with 25 updates each are told that all are stored, and some are not',
    async fails({ field }) {
      const client = async (name: string) => {
        const naive = createNaiveClient(field.url, name);
        for (const round of ROUNDS) expect(await naive.put(`user:/${name}/${round}`, 'new')).toBe(true);
      };
      await Promise.all(CLIENTS.map(client));
      expect(field.stored().filter(({ value }) => value === 'old').length).toBeGreaterThan(0);
      expect(field.log.writes('lost').length).toBeGreaterThan(0);
    },
    ours: 'all 100 are stored',
    async holds({ field, elektrad }) {
      await Promise.all(UPDATED.map(({ name }) => set(elektrad, name, 'new')));
      expect(new Set(field.stored().map(({ value }) => value))).toEqual(new Set(['new']));
      expect(field.log.writes('lost')).toEqual([]);
    },
  },
  {
    fault: 'on a conflict (C02000) the handler stores nothing and answers success',
    options: { keys: [text(KEY, 'old')] },
    naive: 'believes that its value is stored',
    async fails({ field }) {
      field.kdb.setDuringNextWrite(OTHER, 'of kdb');
      expect(await createNaiveClient(field.url).put(KEY, 'new')).toBe(true);
      expect(storedIn(field)).toEqual({ [KEY]: 'old', [OTHER]: 'of kdb' });
    },
    ours: 'reads back, and writes again',
    async holds({ field, elektrad }) {
      field.kdb.setDuringNextWrite(OTHER, 'of kdb');
      expect(await set(elektrad, KEY, 'new')).toMatchObject({ value: 'new' });
      expect(storedIn(field)).toEqual({ [KEY]: 'new', [OTHER]: 'of kdb' });
      expect(field.log.writes('lost')).toHaveLength(1);
    },
  },
  {
    fault: 'a delete is answered with 204 whatever became of it',
    options: { keys: [text(KEY, 'old')] },
    naive: 'believes that a key is gone which is still there',
    async fails({ field }) {
      field.kdb.setDuringNextWrite(OTHER, 'of kdb');
      expect(await createNaiveClient(field.url).remove(KEY)).toBe(true);
      expect(storedIn(field)).toHaveProperty([KEY], 'old');
    },
    ours: 'looks, and deletes again',
    async holds({ field, elektrad }) {
      field.kdb.setDuringNextWrite(OTHER, 'of kdb');
      await inTurn(elektrad, (turn) => turn.remove([KEY]));
      expect(storedIn(field)).toEqual({ [OTHER]: 'of kdb' });
    },
  },
  {
    fault: 'a kdb command at the same moment makes writes fail with C01100',
    options: { keys: [text(KEY, 'old')] },
    naive: 'its write is refused',
    async fails({ field }) {
      field.kdb.lockDuringNextWrite();
      expect(await createNaiveClient(field.url).put(KEY, 'new')).toBe(false);
      expect(storedIn(field)).toEqual({ [KEY]: 'old' });
    },
    ours: 'tries again',
    async holds({ field, elektrad }) {
      field.kdb.lockDuringNextWrite();
      expect(await set(elektrad, KEY, 'new')).toMatchObject({ value: 'new' });
      expect(storedIn(field)).toEqual({ [KEY]: 'new' });
      expect(field.log.writes().map(({ outcome }) => outcome)).toEqual(['refused', 'stored']);
    },
  },
  {
    fault: 'a delete refused with C01100 is done in the session, and not on the disk',
    options: { keys: [text(KEY, 'old'), text(OTHER, 'other')] },
    naive: 'reads that the key is gone',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      field.kdb.lockDuringNextWrite();
      await naive.remove(KEY);
      expect((await naive.get(KEY)).exists).toBe(false);
      expect(storedIn(field)).toHaveProperty([KEY], 'old');
    },
    ours: 'deletes again',
    async holds({ field, elektrad }) {
      field.kdb.lockDuringNextWrite();
      await inTurn(elektrad, (turn) => turn.remove([KEY]));
      expect(storedIn(field)).toEqual({ [OTHER]: 'other' });
    },
  },
  {
    fault: 'a write refused with C01100 stays in the session, and the next write stores it',
    options: { keys: [text(KEY, 'old')] },
    naive: 'stores a value of which it was told that it is not stored',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      field.kdb.lockDuringNextWrite();
      expect(await naive.put(KEY, 'refused')).toBe(false);
      expect(await naive.put(OTHER, 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ [KEY]: 'refused', [OTHER]: 'v' });
    },
    ours: 'leaves the session when it gives up',
    async holds({ field, elektrad }) {
      for (let attempt = 0; attempt < 6; attempt += 1) field.kdb.lockDuringNextWrite();
      await expect(set(elektrad, KEY, 'refused')).rejects.toMatchObject({ data: { number: 'C01100' } });
      await set(elektrad, OTHER, 'v');
      expect(storedIn(field)).toEqual({ [KEY]: 'old', [OTHER]: 'v' });
    },
  },
  {
    fault: 'what a cancelled write has left in the session is stored by the next write',
    options: { keys: [text(KEY, 'old'), text('user:/deleted', 'old')] },
    naive: 'stores what was cancelled before it was tried again',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      field.kdb.lockDuringNextWrite();
      expect(await naive.remove('user:/deleted')).toBe(false);
      expect(await naive.put(OTHER, 'v')).toBe(true);
      expect(storedIn(field)).toEqual({ [KEY]: 'old', [OTHER]: 'v' });
    },
    ours: 'leaves the session when it is cancelled',
    async holds({ field }) {
      for (const write of [
        (turn: ElektradTurn) => turn.set(KEY, 'cancelled'),
        (turn: ElektradTurn) => turn.setMeta(KEY, 'description', 'cancelled'),
        (turn: ElektradTurn) => turn.remove(['user:/deleted']),
      ]) {
        const cancelling = new AbortController();
        const clock = { now: () => 0, after: () => (cancelling.abort(), () => undefined) };
        const client = createClientUnderTest({ clock });
        const elektrad = client.connect(field.url);
        field.kdb.lockDuringNextWrite();
        const work = elektrad.turn<unknown>(write, cancelling.signal);
        await expect(work).rejects.toThrow(CancelledError);
        await set(elektrad, OTHER, 'v');
        expect(field.stored()).toEqual([text('user:/deleted', 'old'), text(KEY, 'old'), text(OTHER, 'v')]);
        await client.elektrads.close();
      }
    },
  },
  {
    fault: 'after a refused value every later write of the session in that mount point fails',
    options: { keys: [RANGED] },
    naive: 'cannot write another key either',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      expect(await naive.put(RANGED.name, '99')).toBe(false);
      expect(await naive.put(OTHER, 'good')).toBe(false);
      expect(storedIn(field)).toEqual({ [RANGED.name]: '5' });
    },
    ours: 'leaves the session, and writes on',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, RANGED.name, '99')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
      await set(elektrad, OTHER, 'good');
      expect(storedIn(field)).toEqual({ [OTHER]: 'good', [RANGED.name]: '5' });
    },
  },
  {
    fault: 'a refused value may be stored by a later write in another mount point',
    options: { keys: [RANGED] },
    naive: 'stores what the check forbids',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      expect(await naive.put(RANGED.name, '99')).toBe(false);
      expect(await naive.put('system:/elsewhere', 'good')).toBe(true);
      expect(storedIn(field)).toHaveProperty([RANGED.name], '99');
    },
    ours: 'the old value stays',
    async holds({ field, elektrad }) {
      await expect(set(elektrad, RANGED.name, '99')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
      await set(elektrad, 'system:/elsewhere', 'good');
      expect(storedIn(field)).toHaveProperty([RANGED.name], '5');
    },
  },
  {
    fault: 'after a refused value the session shows it as if it were stored',
    options: { keys: [RANGED] },
    naive: 'reads a value that is not there',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      await naive.put(RANGED.name, '99');
      expect((await naive.get(RANGED.name)).value).toBe('99');
    },
    ours: 'reads what is stored',
    async holds({ elektrad }) {
      await expect(set(elektrad, RANGED.name, '99')).rejects.toThrow();
      expect((await read(elektrad, RANGED.name)).value).toBe('5');
    },
  },
];
