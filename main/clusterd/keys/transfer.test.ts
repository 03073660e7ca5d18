import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { HOST, withInstance } from '../testing/with-instance.ts';

type Keys = Record<string, { readonly value: string; readonly meta: Record<string, string> }>;

const part = fc.constantFrom('a', 'b', 'c');
const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `user:/${parts.join('/')}`);
const key = fc.record({
  value: fc.string({ maxLength: 2 }),
  meta: fc.dictionary(fc.constantFrom('x', 'type', 'check/length/max'), fc.constantFrom('string', '9')),
});
const database: fc.Arbitrary<Keys> = fc.dictionary(name, key, { minKeys: 1, maxKeys: 10 });

const isAtOrBelow = (each: string, top: string) => each === top || each.startsWith(`${top}/`);

/** What a transfer makes of a database, or the code of its refusal. */
function expected(keys: Keys, source: string, target: string, force: boolean, keepsSource: boolean): Keys | string {
  const moved = Object.entries(keys).filter(([each]) => isAtOrBelow(each, source));
  const taken = Object.keys(keys).filter((each) => isAtOrBelow(each, target));
  if (isAtOrBelow(source, target) || (!keepsSource && isAtOrBelow(target, source))) return 'KEY_NAME_INVALID';
  if (moved.length === 0) return 'KEY_NOT_FOUND';
  if (taken.length > 0 && (!force || isAtOrBelow(target, source))) return 'TARGET_EXISTS';
  const stays = (each: string) => !isAtOrBelow(each, target) && (keepsSource || !isAtOrBelow(each, source));
  return Object.fromEntries<Keys[string]>([
    ...Object.entries(keys).filter(([each]) => stays(each)),
    ...moved.map(([each, content]) => [target + each.slice(source.length), content] as const),
  ]);
}

describe('keys.copy and keys.move', () => {
  it('do what a model of them does, with any keys, with force and without', async () => {
    await fc.assert(
      fc.asyncProperty(
        database,
        name,
        name,
        fc.boolean(),
        fc.constantFrom('keys.copy' as const, 'keys.move' as const),
        fc.boolean(),
        async (keys, source, target, force, operation, storesMany) => {
          const test = await withInstance();
          test.elektrads.host(HOST).storesMany = storesMany;
          for (const [each, content] of Object.entries(keys)) test.keys.set(each, content);
          const wanted = expected(keys, source, target, force, operation === 'keys.copy');
          const outcome = await test.call(operation, { id: test.id, key: source, target, force }).then(
            () => Object.fromEntries(test.keys),
            (error: unknown) => (isElektraError(error) ? error.code : error),
          );
          expect(outcome).toEqual(wanted);
          if (typeof wanted === 'string') expect(Object.fromEntries(test.keys)).toEqual(keys);
        },
      ),
      { numRuns: 300 },
    );
  });

  const SUBTREE = { 'user:/from': '0', 'user:/from/a': '1', 'user:/to/a': 'x', 'user:/to/b': 'y' };

  it.each([
    ['binary in the source', 'user:/from/bin', { binary: '' }, 'VALUE_NOT_CARRIED'],
    ['binary in what is replaced', 'user:/to/a/bin', { binary: '' }, 'VALUE_NOT_CARRIED'],
    ['a key that must not be written', 'user:/to/a', { 'restrict/write': '1' }, 'KEY_RESTRICTED'],
    ['a key that must not be removed', 'user:/to/b', { 'restrict/remove': '1' }, 'KEY_RESTRICTED'],
  ])('refuse %s before the first write', async (_kind, odd, meta, code) => {
    for (const operation of ['keys.copy', 'keys.move'] as const) {
      const test = await withInstance(SUBTREE);
      test.keys.set(odd, Object.hasOwn(meta, 'binary') ? { meta } : { value: 'x', meta });
      const before = Object.fromEntries(test.keys);
      const requests: string[] = [];
      test.elektrads.host(HOST).fail = (request) => void requests.push(request);
      await expect(
        test.call(operation, { id: test.id, key: 'user:/from', target: 'user:/to', force: true }),
      ).rejects.toMatchObject({ code, data: { key: odd } });
      expect(Object.fromEntries(test.keys)).toEqual(before);
      expect(new Set(requests)).toEqual(new Set(['read']));
    }
  });

  it('take names that a database has against its own rules for what they are: not to be written', async () => {
    const test = await withInstance({ 'user:/from/x\\#1': 'odd' });
    await expect(test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to' })).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
      data: { key: 'user:/from/x\\#1' },
    });
    const root = await withInstance({ 'user:/from/%': 'empty part' });
    await expect(root.call('keys.copy', { id: root.id, key: 'user:/from', target: 'system:/' })).rejects.toMatchObject({
      code: 'KEY_NAME_INVALID',
    });
  });

  it('a restriction on removal counts for what is below the key', async () => {
    const test = await withInstance({ 'user:/from': '', 'user:/from/a/b': '' });
    test.keys.set('user:/from', { value: '', meta: { 'restrict/remove': '1' } });
    const refused = { code: 'KEY_RESTRICTED', data: { key: 'user:/from' } };
    await expect(test.call('keys.remove', { id: test.id, key: 'user:/from/a/b' })).rejects.toMatchObject(refused);
    await expect(
      test.call('keys.move', { id: test.id, key: 'user:/from/a', target: 'user:/to' }),
    ).rejects.toMatchObject(refused);
    await test.call('keys.copy', { id: test.id, key: 'user:/from/a', target: 'user:/to' });
    expect([...test.keys.keys()]).toContain('user:/to/b');
  });

  it('a restriction on removal counts for what the target has more than the source, too', async () => {
    for (const operation of ['keys.copy', 'keys.move'] as const) {
      const test = await withInstance({ 'user:/from': '0', 'user:/from/a': '1', 'user:/to/a/b/c': 'x' });
      test.keys.set('user:/to/a', { value: 'x', meta: { 'restrict/remove': '1' } });
      const before = Object.fromEntries(test.keys);
      await expect(
        test.call(operation, { id: test.id, key: 'user:/from', target: 'user:/to', force: true }),
      ).rejects.toMatchObject({ code: 'KEY_RESTRICTED', data: { key: 'user:/to/a' } });
      expect(Object.fromEntries(test.keys)).toEqual(before);
    }
  });

  it('what has a restriction on removal is replaced where nothing below it goes', async () => {
    const test = await withInstance({ 'user:/from/a': '0', 'user:/from/a/b': '1', 'user:/to/c': 'x' });
    test.keys.set('user:/to/a', { value: 'x', meta: { 'restrict/remove': '1' } });
    await test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to', force: true });
    expect([...test.keys.keys()].sort()).toEqual(['user:/from/a', 'user:/from/a/b', 'user:/to/a', 'user:/to/a/b']);
  });

  it('metadata that comes from spec: is not taken off what is replaced', async () => {
    const test = await withInstance({ 'user:/from': '5', 'spec:/to': '' });
    test.keys.set('spec:/to', { value: '', meta: { type: 'long' } });
    // As an elektrad shows it: the key has nothing of its own.
    test.keys.set('user:/to', { value: '1', meta: { type: 'long', x: '1' } });
    const requests: string[] = [];
    test.elektrads.host(HOST).fail = (request) => void (request === 'setMeta' && requests.push(request));
    await test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to', force: true });
    expect(test.keys.get('user:/to')).toEqual({ value: '5', meta: { type: 'long' } });
    expect(requests).toEqual(['setMeta']);
  });

  it('metadata that spec: says of the target anyway is not sent along to an elektrad that takes many keys', async () => {
    const test = await withInstance({ 'spec:/to/_': '', 'user:/from/a': '1', 'user:/from/b': '2' });
    test.elektrads.host(HOST).storesMany = true;
    test.keys.set('spec:/to/_', { value: '', meta: { type: 'long' } });
    for (const part of ['a', 'b']) test.keys.set(`user:/from/${part}`, { value: '1', meta: { type: 'long', x: part } });
    await test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to' });
    expect(test.keys.get('user:/to/a')).toEqual({ value: '1', meta: { x: 'a' } });
    expect(test.keys.get('user:/to/b')).toEqual({ value: '1', meta: { x: 'b' } });
  });

  it('what spec: says is read once for all keys of which metadata goes', async () => {
    const parts = Array.from({ length: 20 }, (_, at) => `${at}`);
    const test = await withInstance(Object.fromEntries(parts.map((part) => [`user:/from/${part}`, 'new'])));
    for (const part of parts) test.keys.set(`user:/to/${part}`, { value: 'old', meta: { x: part } });
    let reads = 0;
    test.elektrads.host(HOST).fail = (request, name) => void (reads += request === 'read' && name === 'spec:/' ? 1 : 0);
    await test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to', force: true });
    expect(parts.map((part) => test.keys.get(`user:/to/${part}`))).toEqual(
      parts.map(() => ({ value: 'new', meta: {} })),
    );
    expect(reads).toBe(1);
  });

  it('a restriction on writing is not taken off by what replaces the key, even with the same value', async () => {
    const test = await withInstance({ 'user:/from': 'same' });
    test.keys.set('user:/to', { value: 'same', meta: { 'restrict/write': '1' } });
    await expect(
      test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to', force: true }),
    ).rejects.toMatchObject({ code: 'KEY_RESTRICTED', data: { key: 'user:/to' } });
    test.keys.set('user:/from', { value: 'same', meta: { 'restrict/write': '1' } });
    await test.call('keys.copy', { id: test.id, key: 'user:/from', target: 'user:/to', force: true });
  });
});
