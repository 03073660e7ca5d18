import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { HOST, withInstance, type WithInstance } from '../testing/with-instance.ts';

const SUBTREE = { 'user:/from': '0', 'user:/from/a': '1', 'user:/from/a/b': '2', 'user:/from/c': '3' };

const values = (keys: WithInstance['keys']) => Object.fromEntries([...keys].map(([name, { value }]) => [name, value]));

describe('what could not be put back', () => {
  it('leaves a moved key at the target when its source cannot be put back', async () => {
    const test = await withInstance(SUBTREE);
    let isRefusing = false;
    test.elektrads.host(HOST).fail = (request, name) => {
      isRefusing ||= request === 'remove' && name === 'user:/from/a';
      if (isRefusing && (name === 'user:/from/a' || name === 'user:/from/c') && request !== 'read')
        throw new ElektraError('ELEKTRA_REJECTED', 'no');
    };
    const error = await test
      .call('keys.move', { id: test.id, key: 'user:/from', target: 'user:/to' })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'ELEKTRA_REJECTED' });
    expect(String(error)).toContain('could not be put back for: user:/from/c');
    const left = Object.values(values(test.keys));
    expect(left).toEqual(expect.arrayContaining(Object.values(SUBTREE)));
    expect(values(test.keys)).toMatchObject({ 'user:/to/c': '3' });
  });

  it('is tried key by key when not all of it goes at once', async () => {
    const test = await withInstance();
    test.elektrads.host(HOST).fail = (request, name) => {
      if (request === 'set' && name === 'user:/a/4') throw new ElektraError('ELEKTRA_REJECTED', 'no');
      if (request === 'remove' && name === 'user:/a/2') throw new ElektraError('ELEKTRA_REJECTED', 'stays');
    };
    const configurations = ['1', '2', '3', '4'].map((key) => ({ key, value: 'x' }));
    const error = await test
      .call('keys.setAll', { id: test.id, key: 'user:/a', configurations })
      .catch((e: unknown) => e);
    expect(String(error)).toMatch(/could not be put back for: user:\/a\/2$/);
    expect([...test.keys.keys()]).toEqual(['user:/a/2']);
  });

  it('is named where it was binary or null, which nobody can write', async () => {
    const test = await withInstance(SUBTREE);
    test.keys.set('user:/from/z', { meta: { binary: '' } });
    test.elektrads.host(HOST).fail = (request, name) => {
      if (request === 'remove' && name === 'user:/from/a') throw new ElektraError('ELEKTRA_REJECTED', 'no');
    };
    const error = await test.call('keys.remove', { id: test.id, key: 'user:/from' }).catch((e: unknown) => e);
    expect(String(error)).toMatch(/could not be put back for: user:\/from\/z$/);
    expect(values(test.keys)).toEqual(SUBTREE);
  });
});

describe('what is put back', () => {
  it('is so in spec: first, which speaks of the rest', async () => {
    const test = await withInstance({ 'spec:/from': 's', 'user:/to': 'u' });
    const put: string[] = [];
    let isFailing = false;
    test.elektrads.host(HOST).fail = (request, name) => {
      if (isFailing && request === 'set') put.push(name);
      if (request === 'remove' && !isFailing) {
        isFailing = true;
        // The removal that fails may have been done.
        test.keys.delete(name);
        throw new ElektraError('ELEKTRA_REJECTED', 'no');
      }
    };
    await expect(
      test.call('keys.move', { id: test.id, key: 'spec:/from', target: 'user:/to', force: true }),
    ).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    expect(put).toEqual(['spec:/from', 'user:/to']);
    expect(values(test.keys)).toEqual({ 'spec:/from': 's', 'user:/to': 'u' });
  });
});
