import { describe, expect, it } from 'vitest';
import { restored } from '../registry-image/restored.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createFakeElektrads } from '../testing/fake-elektrads.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { createMemorySecrets } from '../testing/memory-secrets.ts';
import {
  A,
  A_MINUTE,
  add,
  B,
  clone,
  markerAt,
  returns,
  stateOf,
  twoClusterds,
  write,
} from './testing/identity-acts.ts';
import { until } from '#shared/testing/until.ts';

describe('two clusterds', () => {
  it('see each other, and only the one that took over writes', async () => {
    const { ours, theirs, clock, elektrads } = await twoClusterds();
    const owned = await add(theirs, A);
    const { id, identity } = await add(ours, A);
    expect(identity).toEqual({ state: 'owned', owner: { id: expect.any(String), name: 'ada@their' }, other: null });
    await expect(write(ours, id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED', data: { owner: identity.owner } });
    expect(elektrads.host(A).keys.size).toBe(0);
    await write(theirs, owned.id);

    const taken = await ours.call('instances.takeOver', { id });
    expect(taken.identity).toEqual({ state: 'proven', owner: null, other: null });
    await write(ours, id);
    clock.advance(A_MINUTE);
    await expect(write(theirs, owned.id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    expect(await stateOf(theirs, owned.id)).toMatchObject({ state: 'owned', owner: { name: 'ada@ours' } });
    await theirs.call('instances.takeOver', { id: owned.id });
    await write(theirs, owned.id);
  });

  it.each([
    ['of the field within seconds', [], 5_000],
    ['of ours at once', ['read-many'], 0],
  ])('stop each other at an elektrad %s, with no request of their own', async (_which, capabilities, after) => {
    const { ours, theirs, clock, elektrads } = await twoClusterds();
    const host = elektrads.host(A);
    host.version = { ...host.version, capabilities };
    const owned = await add(theirs, A);
    await theirs.call('instances.test', { id: owned.id });
    await write(theirs, owned.id);
    const { id } = await add(ours, A);
    await ours.call('instances.takeOver', { id });
    clock.advance(after);
    await expect(write(theirs, owned.id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    host.keys.clear();
    await expect(write(theirs, owned.id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    expect(host.keys.size).toBe(0);
  });

  it.each([
    ['is asked', true],
    ['is away', false],
  ])('a clone that names the other one is that one’s until it is taken over, while its twin %s', async (_what, up) => {
    const { ours, theirs, elektrads } = await twoClusterds();
    await add(theirs, A);
    clone(ours, A, B);
    const twin = await add(ours, A);
    await ours.call('instances.takeOver', { id: twin.id });
    const [before, twinsMarker] = [markerAt(ours, B), markerAt(ours, A)];

    const copy = await add(ours, B);
    expect(copy.identity).toMatchObject({ state: 'owned', owner: { name: 'ada@their' } });
    expect(markerAt(ours, B)).toEqual(before);
    await returns(ours, copy.id, B);
    expect(await stateOf(ours, copy.id)).toMatchObject({ state: 'owned' });
    await expect(write(ours, copy.id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    await write(ours, twin.id);

    elektrads.host(A).up = up;
    const taken = await ours.call('instances.takeOver', { id: copy.id });
    expect(taken.identity.state).toBe('proven');
    expect(markerAt(ours, B)).not.toMatchObject({ database: (twinsMarker as { database: string }).database });
    expect(markerAt(ours, A)).toEqual(twinsMarker);
    await write(ours, copy.id);
  });

  it.each(['sayIdentity', 'takeOver'] as const)(
    'another’s marker that a person’s %s has seen counts for the next write, also when it was refused',
    async (act) => {
      const { ours, theirs, elektrads } = await twoClusterds();
      await add(theirs, B);
      await add(ours, B);
      const { id } = await add(ours, A);
      clone(ours, B, A);
      const said =
        act === 'takeOver'
          ? ours.call('instances.takeOver', { id })
          : ours.call('instances.sayIdentity', { id, is: 'reinstalled' });
      const written = write(ours, id);
      await expect(said).rejects.toMatchObject({ code: 'INSTANCE_MAY_EXIST' });
      await expect(written).rejects.toMatchObject({ code: 'IDENTITY_CHANGED' });
      expect(elektrads.host(A).keys.size).toBe(0);
    },
  );

  it('a database that is owned is not marked anew by saying that it was reinstalled', async () => {
    const { ours, theirs } = await twoClusterds();
    const { id } = await add(ours, A);
    await add(theirs, B);
    const before = markerAt(theirs, B);
    await returns(ours, id, A, () => clone(ours, B, A));
    await until(async () => expect(await stateOf(ours, id)).toMatchObject({ state: 'changed' }));
    const said = await ours.call('instances.sayIdentity', { id, is: 'reinstalled' });
    expect(said.identity.state).toBe('owned');
    expect(markerAt(ours, A)).toEqual(before);
  });
});

/** One clusterd, and another that goes on from a backup of it. */
async function withHeir() {
  const [store, heirStore] = [createMemoryDocumentStore(), createMemoryDocumentStore()];
  const [elektrads, clock] = [createFakeElektrads(), createFakeClock()];
  const one = (name: string, of: typeof store) =>
    clusterdUnderTest(of, elektrads, createMemorySecrets(), { name, clock });
  const old = await one('old', store);
  const { id } = await add(old, A);
  const heir = async () => {
    await heirStore.replaceAll(restored(await store.all(), { id: 'heir', at: clock.now(), replaced: [] }));
    return one('heir', heirStore);
  };
  return { old, heir, id, clock };
}

describe('a clusterd that goes on from a backup', () => {
  it('claims what it meets without asking, and the one that is left writes there no more', async () => {
    const { old, heir: start, id, clock } = await withHeir();
    const { database } = markerAt(old, A) as { database: string };
    const heir = await start();
    expect(await stateOf(heir, id)).toMatchObject({ state: 'proven' });
    await write(heir, id);
    expect(await stateOf(heir, id)).toMatchObject({ state: 'proven' });
    expect(markerAt(heir, A)).toEqual({ database, owner: { id: 'heir', name: 'ada@heir' } });
    clock.advance(A_MINUTE);
    await expect(write(old, id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    await write(heir, id);
  });

  it('claims it when it sees it for the first time, before anybody writes', async () => {
    const { heir: start, id } = await withHeir();
    const heir = await start();
    await heir.call('instances.test', { id });
    await until(() => expect(markerAt(heir, A)).toMatchObject({ owner: { id: 'heir' } }));
    expect(await stateOf(heir, id)).toMatchObject({ state: 'proven' });
  });

  it('leaves it to the old one again when a person takes it back there', async () => {
    const { old, heir: start, id, clock } = await withHeir();
    const heir = await start();
    await write(heir, id);
    await old.call('instances.takeOver', { id });
    clock.advance(A_MINUTE);
    await expect(write(heir, id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
    await write(old, id);
  });

  it('leaves to the old one what that has marked since', async () => {
    const { old, heir: start } = await withHeir();
    const heir = await start();
    await add(old, B);
    const { id, identity } = await add(heir, B);
    expect(identity).toMatchObject({ state: 'owned' });
    await expect(write(heir, id)).rejects.toMatchObject({ code: 'INSTANCE_OWNED' });
  });
});
