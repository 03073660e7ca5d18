import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { IDENTITY_KEY, isOwnKey } from '#shared/model/own-keys.ts';
import type { DocumentStore } from '../ports.ts';
import { restored } from '../registry-image/restored.ts';
import { InstanceRecord } from '../registry/records.ts';
import { clusterdUnderTest, type ClusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeElektrads, type FakeHost } from '../testing/fake-elektrads.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createMemorySecrets } from '../testing/memory-secrets.ts';
import type { Recorded } from '../testing/recording-elektrads.ts';
import { Marker } from './marker.ts';

const MACHINES = 2;
const NAMES = 3;
/** How long a marker that was read counts, in milliseconds. */
const A_MINUTE = 60_000;
const WRITABLE = ['proven', 'unproven', 'sharesUser'];

const machineUrl = (at: number) => `http://machine-${at}:1`;
const nameUrl = (at: number) => `http://name-${at}:1`;

const who = fc.nat(1);
const machine = fc.nat(MACHINES - 1);
const name = fc.nat(NAMES - 1);
const at = fc.nat(9);
const mostly = fc.integer({ min: 0, max: 4 }).map((each) => each > 0);
const is = fc.constantFrom('reinstalled' as const, 'anotherHost' as const, 'sharesUser' as const);
const kind = <const K extends string>(each: K) => fc.constant(each);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: kind('add'), who, name, force: fc.boolean(), marker: mostly }) },
  { weight: 8, arbitrary: fc.record({ kind: kind('write'), who, at }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('test'), who, at }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('move'), who, at, name, force: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('takeOver'), who, at }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('say'), who, at, is }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('remove'), who, at }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('restart'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('restore'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('point'), name, machine }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('clone'), machine, to: machine }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('wipe'), machine }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('switch'), machine }) },
  { weight: 3, arbitrary: fc.record({ kind: kind('wait'), ms: fc.constantFrom(1000, 20_000, A_MINUTE) }) },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface Side {
  readonly name: string;
  readonly store: DocumentStore;
  test: ClusterdUnderTest;
  id: string;
  formerIds: readonly string[];
  /** The instances that came with a backup and were not claimed since. */
  readonly inherited: Set<string>;
  /** By instance and host: the marker read last, and when. */
  readonly read: Map<string, { readonly marker: Marker | null; readonly at: number }>;
}

/** Two clusterds, and the machines that both reach under several names. */
async function createWorld() {
  const elektrads = createFakeElektrads();
  const clock = createFakeClock();
  const faults: string[] = [];
  const takingOver = new Set<string>();
  /** Markers that were written over, of one round. */
  let replaced: { readonly side: Side; readonly what: Recorded; readonly database: string }[] = [];
  let starts = 0;

  for (let each = 0; each < NAMES; each += 1) elektrads.alias(nameUrl(each), machineUrl(each % MACHINES));

  function watch(side: Side, what: Recorded): void {
    const place = `${what.instance} ${what.host}`;
    if (what.kind === 'read') {
      if (what.reading.name === IDENTITY_KEY)
        side.read.set(place, { marker: markerIn(what.reading.value), at: clock.now() });
      return;
    }
    const seen = side.read.get(place);
    const isForeign = seen !== undefined && seen.marker !== null && seen.marker.owner.id !== side.id;
    if (isOwnKey(what.name)) {
      const before = markerIn(elektrads.host(what.host).ownKeys.get(IDENTITY_KEY)?.value);
      if (what.name === IDENTITY_KEY && before !== null) replaced.push({ side, what, database: before.database });
      const mayClaim = side.inherited.has(what.instance) && side.formerIds.includes(seen?.marker?.owner.id ?? '');
      if (isForeign && !takingOver.has(side.name) && !(what.name === IDENTITY_KEY && mayClaim))
        faults.push(`${side.name} wrote ${what.name} to another's: ${place}`);
      if (what.name === IDENTITY_KEY) side.inherited.delete(what.instance);
      return;
    }
    const age = clock.now() - (seen?.at ?? -Infinity);
    if (seen === undefined || age >= A_MINUTE) faults.push(`${side.name} wrote without a look at ${place}`);
    else if (isForeign) faults.push(`${side.name} wrote to another's: ${place}`);
  }

  async function start(side: Side): Promise<void> {
    starts += 1;
    side.read.clear();
    side.test = await clusterdUnderTest(side.store, elektrads, createMemorySecrets(), {
      name: `${side.name}${starts}x`,
      clock,
      record: (what) => watch(side, what),
    });
    const self = (await side.store.all()).find(({ _id }) => _id === 'self/clusterd');
    side.id = self?.['id'] as string;
    side.formerIds = self?.['formerIds'] as readonly string[];
  }

  /** One goes on from a backup of the other, which goes on as well. */
  async function restore(side: Side, from: Side): Promise<void> {
    await side.test.clusterd.close();
    const [documents, left] = [await from.store.all(), await side.store.all()];
    starts += 1;
    await side.store.replaceAll(restored(documents, { id: `restored${starts}`, at: clock.now(), replaced: left }));
    side.inherited.clear();
    replaced = replaced.filter((each) => each.side !== side);
    for (const { _id } of documents) if (_id.startsWith('instance/')) side.inherited.add(_id.slice('instance/'.length));
    await start(side);
  }

  async function createSide(sideName: string): Promise<Side> {
    const empty = { id: '', formerIds: [], inherited: new Set<string>(), read: new Map() };
    const side = { name: sideName, store: createMemoryDocumentStore(), ...empty } as Omit<Side, 'test'> as Side;
    await start(side);
    return side;
  }

  const sides = [await createSide('a'), await createSide('b')] as const;

  async function run(each: Act, isAlone = true): Promise<void> {
    if (each.kind === 'point') return elektrads.alias(nameUrl(each.name), machineUrl(each.machine));
    if (each.kind === 'wait') return clock.advance(each.ms);
    if (each.kind === 'switch') {
      const host = elektrads.host(machineUrl(each.machine));
      host.up = !host.up;
      return;
    }
    if (each.kind === 'wipe') return elektrads.host(machineUrl(each.machine)).ownKeys.clear();
    if (each.kind === 'clone')
      return copyData(elektrads.host(machineUrl(each.machine)), elektrads.host(machineUrl(each.to)));
    const side = sides[each.who === 0 ? 0 : 1];
    if (each.kind === 'restore') return restore(side, sides[each.who === 0 ? 1 : 0]);
    if (each.kind === 'restart') {
      await side.test.clusterd.close();
      return start(side);
    }
    const { call } = side.test;
    if (each.kind === 'add') {
      const { force, marker } = each;
      await call('instances.create', { name: 'x', host: nameUrl(each.name), force, marker });
      return;
    }
    const { items } = await call('instances.list', {});
    const id = items[each.at % Math.max(items.length, 1)]?.id;
    if (id === undefined) return;
    if (each.kind === 'write') {
      await call('keys.set', { id, key: 'user:/a', value: String(each.at) });
      const { identity } = await call('instances.get', { id });
      // Afterwards another act may have found out more.
      if (isAlone && !WRITABLE.includes(identity.state))
        faults.push(`${side.name} wrote to ${id}, which is ${identity.state}`);
    }
    if (each.kind === 'test') await call('instances.test', { id });
    if (each.kind === 'move') await call('instances.change', { id, host: nameUrl(each.name), force: each.force });
    if (each.kind === 'say') await call('instances.sayIdentity', { id, is: each.is });
    if (each.kind === 'remove') await call('instances.remove', { id });
    if (each.kind === 'takeOver') {
      takingOver.add(side.name);
      await call('instances.takeOver', { id }).finally(() => takingOver.delete(side.name));
    }
  }

  /** Nobody's marker was written over by a second name of the same machine. */
  async function endRound(): Promise<void> {
    // What runs besides is over then: nothing in this world takes time.
    await new Promise((resolve) => setImmediate(resolve));
    for (const { side, what, database } of replaced) {
      const machineThere = elektrads.host(what.host);
      // Another name in it, of the same database.
      if (markerIn(machineThere.ownKeys.get(IDENTITY_KEY)?.value)?.database === database) continue;
      for (const { id, host, marker } of await provenInstances(side)) {
        const isSame = id !== what.instance && marker.database === database && elektrads.host(host) === machineThere;
        if (isSame) faults.push(`${side.name} marked ${what.instance} over ${id}, which is the same machine`);
      }
    }
    replaced = [];
  }

  return { sides, run, endRound, faults };
}

function isStart({ kind }: Act): boolean {
  return kind === 'restart' || kind === 'restore';
}

function isOfTheWorld({ kind }: Act): boolean {
  return OF_THE_WORLD.includes(kind);
}

function markerIn(value: string | undefined): Marker | null {
  return value === undefined ? null : Marker.parse(JSON.parse(value));
}

function copyData(from: FakeHost, to: FakeHost): void {
  if (from === to) return;
  to.ownKeys.clear();
  for (const [key, content] of from.ownKeys) to.ownKeys.set(key, content);
}

async function provenInstances({ store }: Side): Promise<readonly InstanceRecord[]> {
  const instances = (await store.all()).filter(({ _id }) => _id.startsWith('instance/'));
  return instances
    .map(({ _id, ...record }) => InstanceRecord.parse(record))
    .filter(({ identity }) => identity.state === 'proven');
}

const OF_THE_WORLD = ['point', 'wait', 'switch', 'wipe', 'clone'];

describe('in any world of machines, names, clones, and two clusterds', () => {
  it('no two instances are proven to be one database, and nothing is written to what is not ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { maxLength: 25 }), async (rounds) => {
        const world = await createWorld();
        for (const round of rounds) {
          for (const each of round.filter(isOfTheWorld)) await world.run(each);
          // A program that starts again does nothing at the side.
          const restarts = round.filter(isStart);
          const acts = round.filter((each) => !isOfTheWorld(each) && !isStart(each));
          const outcomes = await Promise.allSettled(acts.map((each) => world.run(each, acts.length === 1)));
          for (const each of restarts) await world.run(each);
          for (const outcome of outcomes) {
            if (outcome.status === 'rejected' && !isElektraError(outcome.reason)) throw outcome.reason;
          }
          await world.endRound();
          expect(world.faults).toEqual([]);
          for (const side of world.sides) {
            const databases = (await provenInstances(side)).map(({ marker }) => marker.database);
            expect(new Set(databases).size).toBe(databases.length);
          }
        }
        for (const { test } of world.sides) await test.clusterd.close();
      }),
      { numRuns: 300 },
    );
  });
});
