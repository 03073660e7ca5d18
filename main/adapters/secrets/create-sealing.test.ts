import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { createSealing } from './create-sealing.ts';

function inMemory(entries = new Map<string, string>()) {
  return {
    entries,
    get: async (name: string) => entries.get(name) ?? null,
    set: async (name: string, secret: string) => void entries.set(name, secret),
  };
}

describe('the seal', () => {
  it('has one key, made once and kept among the secrets', async () => {
    const secrets = inMemory();
    const sealing = createSealing(secrets);
    const [first, second] = await Promise.all([sealing.ready(), sealing.ready()]);
    const sealed = first.seal('correct horse');
    expect(sealed).not.toContain('correct');
    expect(second.unseal(sealed)).toBe('correct horse');
    expect([...secrets.entries.keys()]).toEqual(['registry/key']);
    const again = await createSealing(inMemory(secrets.entries)).ready();
    expect(again.unseal(sealed)).toBe('correct horse');
  });

  it('opens nothing that was sealed with another key', async () => {
    const sealed = (await createSealing(inMemory()).ready()).seal('x');
    expect((await createSealing(inMemory()).ready()).unseal(sealed)).toBeNull();
  });

  it('asks again after the store of secrets has failed, and takes no key that is none', async () => {
    const secrets = inMemory();
    let isLocked = true;
    const sealing = createSealing({
      ...secrets,
      async get(name) {
        if (isLocked) throw new ElektraError('STORAGE_FAILED', 'The keychain is locked.');
        return secrets.get(name);
      },
    });
    await expect(sealing.ready()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    isLocked = false;
    expect((await sealing.ready()).seal('x')).not.toBe('x');
    const broken = createSealing(inMemory(new Map([['registry/key', 'short']])));
    await expect(broken.ready()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
