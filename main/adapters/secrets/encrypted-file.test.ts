import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEncryptedFile } from './encrypted-file.ts';
import { describeSecrets } from './testing/secrets-conformance.ts';

const PLACE = 'instance/web/credentials/1';
const SECRET = 'correct horse battery staple';
let root = '';
let directory = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'elektra-web-secrets-'));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  directory = await mkdtemp(join(root, 'd-'));
});

const file = () => join(directory, 'secrets.json');
const keyFile = () => join(directory, 'secrets.key');

function open(environmentKey?: string) {
  return openEncryptedFile({ file: file(), keyFile: keyFile(), environmentKey });
}

async function openWithSecret(environmentKey?: string) {
  const secrets = await open(environmentKey);
  await secrets.set(PLACE, SECRET);
  return secrets;
}

describeSecrets('an encrypted file', () => open());
describeSecrets('an encrypted file with a key of the environment', () => open(Buffer.alloc(32, 7).toString('base64')));

describe('the encrypted file', () => {
  it('shows neither secrets nor names, and nobody else can read it or its key', async () => {
    await openWithSecret();
    for (const name of await readdir(directory)) {
      const text = await readFile(join(directory, name), 'latin1');
      for (const hidden of [SECRET, 'web', Buffer.from(SECRET).toString('base64url')])
        expect(text).not.toContain(hidden);
      expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    }
    expect((await readdir(directory)).sort()).toEqual(['secrets.json', 'secrets.key']);
  });

  it('leaves nothing of a write that a crash has cut off', async () => {
    const secrets = await openWithSecret();
    const left = `${file()}.new`;
    await writeFile(left, await readFile(file()));
    await open();
    expect((await readdir(directory)).sort()).toEqual(['secrets.json', 'secrets.key']);
    await writeFile(left, 'cut');
    await secrets.set('another', SECRET);
    await secrets.remove(PLACE);
    expect((await readdir(directory)).sort()).toEqual(['secrets.json', 'secrets.key']);
    await secrets.remove('another');
    expect(await readdir(directory)).toEqual(['secrets.key']);
    expect(await secrets.names()).toEqual([]);
  });

  it('has the same key as another one that is begun at the same moment with this key file', async () => {
    const files = ['one.json', 'two.json'].map((name) => join(directory, name));
    const begin = (path: string) => openEncryptedFile({ file: path, keyFile: keyFile(), environmentKey: undefined });
    await Promise.all(files.map(async (path) => (await begin(path)).set(PLACE, SECRET)));
    for (const path of files) expect(await (await begin(path)).get(PLACE)).toBe(SECRET);
    expect((await readdir(directory)).sort()).toEqual(['one.json', 'secrets.key', 'two.json']);
  });

  it('is another text each time, though it holds the same', async () => {
    const secrets = await openWithSecret();
    const before = await readFile(file(), 'utf8');
    await secrets.set(PLACE, 'another');
    await secrets.set(PLACE, SECRET);
    expect(await readFile(file(), 'utf8')).not.toBe(before);
  });

  it('says where its key is', async () => {
    expect((await open()).keyOrigin).toBe(keyFile());
    const fromEnvironment = await openEncryptedFile({
      file: join(directory, 'other.json'),
      keyFile: join(directory, 'other.key'),
      environmentKey: randomBytes(32).toString('base64url'),
    });
    expect(fromEnvironment.keyOrigin).toBe('environment');
    expect(await readdir(directory)).toEqual(['secrets.key']);
  });

  it.each([
    ['another key', () => open(randomBytes(32).toString('base64')), 'encrypted with another key'],
    ['no key any more', () => rm(keyFile()).then(() => open()), 'is missing'],
    ['a key that others can read', () => chmod(keyFile(), 0o640).then(() => open()), 'chmod 600'],
    ['a key file that holds none', () => writeFile(keyFile(), 'short').then(() => open()), 'does not hold a key'],
    ['an environment that holds none', () => open('short'), 'ELEKTRA_WEB_SECRETS_KEY does not hold a key'],
  ])('is left as it is with %s, and says what to do', async (_what, openAgain, words) => {
    await openWithSecret();
    const before = await readFile(file());
    await expect(openAgain()).rejects.toMatchObject({ name: 'StartRefused', message: expect.stringContaining(words) });
    expect(await readFile(file())).toEqual(before);
  });

  it('that was changed by one bit anywhere, cut, or written by a newer version is refused and left as it is', async () => {
    await openWithSecret();
    const whole = await readFile(file());
    const text = whole.toString();
    const changed = Array.from({ length: whole.length }, (_each, at) => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    }).filter((copy) => JSON.stringify(parsed(copy)) !== JSON.stringify(parsed(whole)));
    expect(changed.length).toBeGreaterThan(whole.length - 10);
    const others = [whole.subarray(0, whole.length / 2), Buffer.alloc(0), text.replace('"format":1', '"format":2')];
    for (const content of [...changed, ...others]) {
      await writeFile(file(), content);
      await expect(open()).rejects.toMatchObject({ name: 'StartRefused' });
      expect(await readFile(file())).toEqual(Buffer.from(content));
    }
  });

  it('that is damaged later fails each call, and is not overwritten by one', async () => {
    const secrets = await openWithSecret();
    await writeFile(file(), 'something else');
    const failed = { code: 'STORAGE_FAILED', message: expect.stringContaining('damaged') };
    await expect(secrets.get(PLACE)).rejects.toMatchObject(failed);
    await expect(secrets.set(PLACE, 'new')).rejects.toMatchObject(failed);
    await expect(secrets.remove(PLACE)).rejects.toMatchObject(failed);
    expect(await readFile(file(), 'utf8')).toBe('something else');
  });
});

function parsed(content: Buffer): unknown {
  try {
    const { format, key, sealed } = JSON.parse(content.toString()) as Record<string, unknown>;
    return { format, key, sealed: Buffer.from(String(sealed), 'base64url').toString('base64url') };
  } catch {
    // No JSON any more, and so another content.
    return null;
  }
}
