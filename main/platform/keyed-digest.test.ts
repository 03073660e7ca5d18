import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyedDigest } from './keyed-digest.ts';

describe('the keyed digest', () => {
  let folder: string;
  let keyFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyed-digest-'));
    keyFile = join(folder, 'version.key');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is HMAC-SHA256 cut to 128 bits, the same after a restart, under a key of its own', async () => {
    const digest = (await openKeyedDigest(keyFile)).keyed('täxt');
    const key = Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'base64url');
    expect(digest).toBe(createHmac('sha256', key).update('täxt').digest().subarray(0, 16).toString('base64url'));
    expect(digest).toHaveLength(22);
    const long = 'long '.repeat(1000);
    expect((await openKeyedDigest(keyFile)).keyed(long)).toBe(
      createHmac('sha256', key).update(long).digest().subarray(0, 16).toString('base64url'),
    );
    expect((await openKeyedDigest(keyFile)).keyed('täxt')).toBe(digest);
    expect((await openKeyedDigest(join(folder, 'other.key'))).keyed('täxt')).not.toBe(digest);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['other.key', 'version.key']);
  });

  it('hashes secrets without the key', async () => {
    const { ofSecret } = await openKeyedDigest(keyFile);
    expect(ofSecret('secret')).toBe(createHash('sha256').update('secret').digest('base64url'));
  });

  it.each(['', 'short', 'x'.repeat(100), `${'!'.repeat(43)}\n`])('refuses a file that holds %j', async (text) => {
    await writeFile(keyFile, text);
    await expect(openKeyedDigest(keyFile)).rejects.toThrow(`${keyFile} does not hold a key`);
    expect(await readFile(keyFile, 'utf8')).toBe(text);
  });
});
