import { readdir, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { describeSecrets } from './testing/secrets-conformance.ts';
import { SecretsWorld } from './testing/secrets-world.ts';

const LOCKED = new Error('the collection is locked');
const world = new SecretsWorld();

beforeEach(() => world.anew());
afterAll(() => world.clear());

describeSecrets('keychain and file', () => world.start());
describeSecrets('keychain and file, with the file chosen', () => world.start('file'), 20);

describe('while the keychain can be used', () => {
  it('there is neither a file nor a key for it', async () => {
    const secrets = await world.start();
    await secrets.set('a', '1');
    expect(secrets.state()).toMatchObject({
      store: 'keychain',
      place: 'fake',
      decidedBy: null,
      noKeychain: null,
      left: null,
    });
    expect(await readdir(world.directory)).toEqual(['place.json']);
    expect(world.keychain.entries).toEqual(new Map([['a', '1']]));
  });

  it('what it refuses is kept in the file, and the state says so after the next try', async () => {
    const secrets = await world.start();
    world.keychain.longest = 3;
    await secrets.set('long', '12345');
    await secrets.set('short', '1');
    expect(await secrets.get('long')).toBe('12345');
    expect(await secrets.retry()).toMatchObject({
      store: 'keychain',
      left: { store: 'file', message: expect.stringContaining('too long') },
    });
    world.keychain.longest = Infinity;
    expect(await secrets.retry()).toMatchObject({ left: null });
    expect(world.keychain.entries.get('long')).toBe('12345');
  });

  it('a damaged file beside it hides what may be older, says so, and is left as it is', async () => {
    await (await world.start()).set('a', '1');
    await writeFile(world.file, 'damaged');
    const secrets = await world.start();
    expect(secrets.state()).toMatchObject({
      store: 'keychain',
      left: { store: 'file', message: expect.stringMatching(/is missing|is damaged/) },
    });
    await expect(secrets.get('a')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/is missing|is damaged/),
    });
    await rm(world.file);
    expect(await secrets.get('a')).toBe('1');
  });
});

describe('when the keychain goes', () => {
  it('new secrets go into the file; each that cannot be read says so; all are there when it is back', async () => {
    const secrets = await world.start();
    await secrets.set('old', '1');
    await secrets.set('gone', '2');
    world.keychain.failure = LOCKED;
    await secrets.set('new', '3');
    await secrets.remove('gone');
    expect(secrets.state()).toMatchObject({
      store: 'file',
      noKeychain: { reason: 'locked' },
      left: { store: 'keychain' },
    });
    expect([await secrets.get('new'), await secrets.get('gone')]).toEqual(['3', null]);
    const reading = secrets.get('old');
    await expect(reading).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringMatching(/^old cannot be read.*locked.*try again/),
    });
    await expect(secrets.names()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    world.keychain.failure = null;
    expect(await secrets.retry()).toMatchObject({ store: 'keychain', noKeychain: null, left: null });
    expect([...world.keychain.entries]).toEqual([
      ['old', '1'],
      ['new', '3'],
    ]);
    expect((await readdir(world.directory)).sort()).toEqual(['place.json', 'secrets.key']);
  });

  it('also while clusterd is down, what is in it is not taken for missing', async () => {
    await (await world.start()).set('registry/key', '1');
    world.keychain.failure = LOCKED;
    const secrets = await world.start();
    expect(secrets.state()).toMatchObject({ store: 'file', left: { store: 'keychain' } });
    await expect(secrets.get('registry/key')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });

  it('it is looked for when something cannot be read, ever more seldom, and nothing is looked for where there never was one', async () => {
    await (await world.start()).set('a', '1');
    world.keychain.failure = LOCKED;
    const secrets = await world.start();
    const looksOf = async (milliseconds: number) => {
      world.time += milliseconds;
      const before = world.keychain.looks;
      for (let at = 0; at < 3; at += 1) await secrets.get('a').catch(() => undefined);
      return world.keychain.looks - before;
    };
    expect([await looksOf(29_000), await looksOf(1000), await looksOf(59_000), await looksOf(1000)]).toEqual([
      0, 1, 0, 1,
    ]);
    world.keychain.failure = null;
    world.time += 120_000;
    expect(await secrets.get('a')).toBe('1');
    expect(secrets.state().store).toBe('keychain');
    await world.anew();
    world.keychain.failure = LOCKED;
    const never = await world.start();
    world.time += 1e9;
    expect([await never.get('a'), await never.names(), world.keychain.looks]).toEqual([null, [], 1]);
  });

  it('whoever looks sees that it has gone and come back, without a secret being asked for', async () => {
    const secrets = await world.start();
    await secrets.set('a', '1');
    world.keychain.failure = LOCKED;
    expect(secrets.state()).toMatchObject({ store: 'keychain' });
    expect(await secrets.look()).toMatchObject({
      store: 'file',
      noKeychain: { reason: 'locked' },
      left: { store: 'keychain' },
    });
    const { looks } = world.keychain;
    await secrets.look();
    expect(world.keychain.looks).toBe(looks);
    world.keychain.failure = null;
    world.time += 30_000;
    expect(await secrets.look()).toMatchObject({ store: 'keychain', noKeychain: null, left: null });
  });

  it('that was asked for at the start, nothing goes into a file', async () => {
    const secrets = await world.start('keychain');
    world.keychain.failure = LOCKED;
    await expect(secrets.set('a', '1')).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(secrets.state()).toMatchObject({ store: 'keychain', noKeychain: { reason: 'locked' } });
    expect(await readdir(world.directory)).toEqual(['place.json']);
  });
});

describe('a person', () => {
  it('moves them to the file and back, and the wish outlives a restart', async () => {
    const first = await world.start();
    await first.set('a', '1');
    expect(await first.move('file')).toMatchObject({
      store: 'file',
      decidedBy: 'person',
      noKeychain: { reason: 'chosen' },
      left: null,
    });
    expect(world.keychain.entries.size).toBe(0);
    const looks = world.keychain.looks;
    const second = await world.start();
    expect([second.state().store, await second.get('a'), world.keychain.looks]).toEqual(['file', '1', looks]);
    expect(await second.move('keychain')).toMatchObject({ store: 'keychain', left: null });
    expect([...world.keychain.entries]).toEqual([['a', '1']]);
  });

  it('is told why not, and everything stays', async () => {
    const fixed = await world.start('file');
    await fixed.set('a', '1');
    const refused = { code: 'SECRETS_NOT_MOVED', message: expect.stringContaining('--secrets file') };
    await expect(fixed.move('keychain')).rejects.toMatchObject(refused);
    world.keychain.failure = LOCKED;
    const secrets = await world.start();
    await expect(secrets.move('keychain')).rejects.toMatchObject({
      code: 'SECRETS_NOT_MOVED',
      message: expect.stringContaining('is locked'),
    });
    expect([secrets.state().decidedBy, await secrets.get('a')]).toEqual([null, '1']);
  });

  it('who chose the file while the keychain was locked gets the rest when it can be read', async () => {
    const secrets = await world.start();
    await secrets.set('a', '1');
    world.keychain.failure = LOCKED;
    expect(await secrets.move('file')).toMatchObject({ store: 'file', left: { store: 'keychain' } });
    world.keychain.failure = null;
    expect(await secrets.retry()).toMatchObject({ store: 'file', left: null });
    expect([await secrets.get('a'), world.keychain.entries.size]).toEqual(['1', 0]);
  });
});
