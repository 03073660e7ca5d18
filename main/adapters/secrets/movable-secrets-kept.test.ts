import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SecretsWorld } from './testing/secrets-world.ts';

const LOCKED = new Error('the collection is locked');
const world = new SecretsWorld();
afterAll(() => world.clear());

describe('a process that is killed at any step of a move', () => {
  const names = ['a', 'b', 'c', 'd'];

  it.each(['file', 'keychain'] as const)('to the %s leaves each secret in one of the two', async (to) => {
    for (let at = 0, isWhole = false; !isWhole; at += 1) {
      await world.anew();
      const before = await world.start();
      if (to === 'keychain') await before.move('file');
      for (const name of names) await before.set(name, `secret of ${name}`);
      world.keychain.killAt = at;
      isWhole = await Promise.race([before.move(to).then(() => true), world.keychain.killed.then(() => false)]);
      const after = await world.startAgain();
      for (const name of names) expect(await after.get(name)).toBe(`secret of ${name}`);
      expect([...(await after.names())].sort()).toEqual(names);
      if (isWhole) expect(at).toBeGreaterThan(2 * names.length);
    }
  });
});

/** The keychain has taken `old`, refused `new`, which is in the file, and would take it now. */
async function withOlderInKeychain() {
  await world.anew();
  const secrets = await world.start();
  await secrets.set('a', 'old');
  world.keychain.longest = 0;
  await secrets.set('a', 'new');
  world.keychain.longest = Infinity;
  expect([world.keychain.entries.get('a'), await secrets.get('a')]).toEqual(['old', 'new']);
  return secrets;
}

describe('an older secret in the keychain than in the file', () => {
  it.each([
    ['set', 'newest'],
    ['remove', null],
  ] as const)('never comes back, at whatever step a process is killed that is to %s it', async (_act, value) => {
    for (let at = 0, isWhole = false; !isWhole; at += 1) {
      const secrets = await withOlderInKeychain();
      world.keychain.killAt = at;
      const acting = value === null ? secrets.remove('a') : secrets.set('a', value);
      isWhole = await Promise.race([acting.then(() => true), world.keychain.killed.then(() => false)]);
      const found = await (await world.startAgain()).get('a');
      expect(isWhole ? [value] : ['new', value]).toContain(found);
      expect(at).toBeLessThan(10);
    }
  });
});

type Act =
  | { readonly kind: 'set' | 'remove'; readonly name: string }
  | { readonly kind: 'lock' | 'unlock' | 'retry' | 'to file' | 'to keychain' | 'restart' | 'refuse' | 'accept' }
  | { readonly kind: 'kill'; readonly at: number };

const name = fc.constantFrom('a', 'b', 'c');
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('set' as const, 'remove' as const), name }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Act>(
      ...(['lock', 'unlock', 'retry', 'to file', 'to keychain', 'restart', 'refuse', 'accept'] as const).map(
        (kind) => ({ kind }),
      ),
    ),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill' as const), at: fc.nat(12) }) },
);

describe('whatever comes and goes, in any order', () => {
  it('a secret is what was stored last, or says that it cannot be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 20 }), async (acts) => {
        await world.anew();
        /** What each may be: several after an act that was cut off. */
        const known = new Map<string, Set<string | null>>();
        let secrets = await world.start();
        let count = 0;

        async function doAct(each: Act): Promise<void> {
          if (each.kind === 'set' || each.kind === 'remove') {
            const value = each.kind === 'set' ? `value ${(count += 1)}` : null;
            const before = known.get(each.name) ?? new Set([null]);
            known.set(each.name, new Set([...before, value]));
            await (value === null ? secrets.remove(each.name) : secrets.set(each.name, value));
            known.set(each.name, new Set([value]));
          }
          if (each.kind === 'lock') world.keychain.failure = LOCKED;
          if (each.kind === 'unlock') world.keychain.failure = null;
          if (each.kind === 'refuse') world.keychain.longest = 0;
          if (each.kind === 'accept') world.keychain.longest = Infinity;
          if (each.kind === 'retry') await secrets.retry();
          if (each.kind === 'to file') await secrets.move('file');
          if (each.kind === 'to keychain') await secrets.move('keychain').catch(expectNotMoved);
          if (each.kind === 'restart') secrets = await world.start();
          if (each.kind === 'kill') world.keychain.killAt = each.at;
        }

        async function checkAll(): Promise<void> {
          for (const [each, values] of known) {
            const found = await secrets.get(each).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'STORAGE_FAILED' });
              expect(world.keychain.failure !== null || secrets.state().store === 'file').toBe(true);
              return undefined;
            });
            if (found === undefined) continue;
            expect([...values]).toContain(found);
            known.set(each, new Set([found]));
          }
        }

        for (const each of acts) {
          const isDone = await Promise.race([
            doAct(each)
              .then(checkAll)
              .then(() => true),
            world.keychain.killed.then(() => false),
          ]);
          if (!isDone) secrets = await world.startAgain();
        }
        world.keychain.failure = null;
        secrets = await world.startAgain();
        await secrets.retry();
        await checkAll();
        for (const [each, values] of known) expect([...values]).toContain(await secrets.get(each));
      }),
      { numRuns: 250 },
    );
  });
});

function expectNotMoved(error: unknown): void {
  expect(error).toMatchObject({ code: 'SECRETS_NOT_MOVED' });
}
