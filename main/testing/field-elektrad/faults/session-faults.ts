import { expect } from 'vitest';
import { UNWATCHED } from '../../../adapters/elektrad-client/testing/client-under-test.ts';
import { inTurn, read, set, text, type Fault } from './fault.ts';
import { createNaiveClient } from './naive-client.ts';

const KEY = text('user:/key', 'value');
const times = (count: number) => Array.from({ length: count }, (_each, at) => at);

export const SESSION_FAULTS: readonly Fault[] = [
  {
    fault: 'a request without cookie makes a session with a copy of the whole database',
    options: { keys: [KEY] },
    naive: '20 reads leave 20 copies in memory',
    async fails({ field }) {
      const naive = createNaiveClient(field.url);
      for (const _each of times(20)) await naive.get(KEY.name);
      expect(field.sessions()).toHaveLength(20);
      expect(field.sessions().reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(20 * 250_000);
    },
    ours: '20 reads share one session',
    async holds({ field, elektrad }) {
      for (const _each of times(20)) await read(elektrad, KEY.name);
      expect(field.sessions()).toHaveLength(1);
      expect(field.log.sessionCount()).toBe(1);
    },
  },
  {
    fault: 'concurrent first requests with one unknown cookie make several handles',
    options: { keys: [KEY] },
    naive: '8 requests make 8 handles, of which one is used',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'chosen');
      const { reached, open } = field.holdSessions(8);
      const reads = times(8).map(() => naive.get(KEY.name));
      await reached;
      open();
      await Promise.all(reads);
      expect(field.log.sessionCount()).toBe(8);
      expect(field.sessions()).toHaveLength(1);
    },
    ours: 'the first goes alone, also to a process that was started anew: one handle each time',
    async holds({ field, elektrad }) {
      for (const process of [1, 2]) {
        const { reached, open } = field.holdSessions(1);
        const reads = times(64).map(() => read(elektrad, KEY.name));
        await reached;
        // Time enough for another request to be answered, and so for others of ours to come.
        await createNaiveClient(field.url).send('GET', '/unrouted');
        open();
        await Promise.all(reads);
        expect(field.log.sessionCount()).toBe(process);
        await field.restart();
      }
    },
  },
  {
    fault: 'a session is gone an hour after its last request',
    options: { keys: [KEY] },
    naive: '8 requests with the kept cookie make 8 handles',
    async fails({ field, advance }) {
      const naive = createNaiveClient(field.url, 'kept');
      await naive.get(KEY.name);
      advance(61 * 60_000);
      expect(field.sessions()).toHaveLength(0);
      const { reached, open } = field.holdSessions(8);
      const reads = times(8).map(() => naive.get(KEY.name));
      await reached;
      open();
      await Promise.all(reads);
      expect(field.log.sessionCount()).toBe(9);
    },
    ours: 'one',
    async holds({ field, elektrad, advance }) {
      await read(elektrad, KEY.name);
      advance(61 * 60_000);
      await Promise.all(times(8).map(() => read(elektrad, KEY.name)));
      expect(field.log.sessionCount()).toBe(2);
    },
  },
  {
    fault: '/version waits behind a running write of the session',
    naive: 'takes a busy elektrad for a dead one',
    async fails({ field }) {
      const naive = createNaiveClient(field.url, 'kept');
      await naive.get(KEY.name);
      const { reached, open } = field.holdNextWrite();
      const write = naive.put(KEY.name, 'slow');
      await reached;
      let isAnswered = false;
      const version = naive.send('GET', '/version').then(() => (isAnswered = true));
      // A request without a session, sent later, is answered meanwhile.
      expect((await naive.send('GET', '/unrouted')).status).toBe(404);
      expect(isAnswered).toBe(false);
      open();
      expect(await Promise.all([write, version])).toEqual([true, true]);
    },
    ours: 'asks without a session, and is answered while the write runs',
    async holds({ field, elektrad }) {
      await read(elektrad, KEY.name);
      const { reached, open } = field.holdNextWrite();
      const write = set(elektrad, KEY.name, 'slow');
      await reached;
      expect(await elektrad.alive(UNWATCHED)).toBeGreaterThan(0);
      expect(field.log.sessionCount()).toBe(1);
      open();
      expect(await write).toMatchObject({ value: 'slow' });
    },
  },
  {
    fault: 'when the last key of a storage file is deleted, other sessions go on showing it',
    options: { keys: [KEY] },
    naive: 'another of its sessions reads the deleted key',
    async fails({ field }) {
      const [one, other] = [createNaiveClient(field.url, 'one'), createNaiveClient(field.url, 'other')];
      await other.get(KEY.name);
      expect(await one.remove(KEY.name)).toBe(true);
      expect(field.stored()).toEqual([]);
      expect(await other.get(KEY.name)).toMatchObject({ exists: true, value: 'value' });
    },
    ours: 'has one session, which knows',
    async holds({ field, elektrad }) {
      await read(elektrad, KEY.name);
      await inTurn(elektrad, (turn) => turn.remove([KEY.name]));
      expect(field.stored()).toEqual([]);
      expect((await read(elektrad, KEY.name)).exists).toBe(false);
    },
  },
];
