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
});
