import { describe, expect, it } from 'vitest';
import { NAMESPACES, STORED_NAMESPACES, isStoredNamespace, namespaceOf } from './namespace.ts';

describe('namespaceOf', () => {
  it.each([
    ['/', 'cascading'],
    ['/a:/b', 'cascading'],
    ['meta:/a', 'meta'],
    ['spec:/a', 'spec'],
    ['proc:/a', 'proc'],
    ['dir:/a', 'dir'],
    ['user:/', 'user'],
    ['user:/%', 'user'],
    ['system:/elektra/version', 'system'],
    ['default:/a', 'default'],
  ])('of %s is %s', (text, namespace) => {
    expect(namespaceOf(text)).toBe(namespace);
  });

  it.each(['', 'user', 'user:', 'user/a', 'User:/a', 'users:/a', 'cascading:/a', ':/a', 'a/user:/b', ' user:/a'])(
    'of "%s" is none',
    (text) => {
      expect(namespaceOf(text)).toBeNull();
    },
  );
});

describe('the stored namespaces', () => {
  it('are those that a host keeps on disk, in key order', () => {
    expect(NAMESPACES.filter(isStoredNamespace)).toEqual([...STORED_NAMESPACES]);
    expect([...STORED_NAMESPACES]).toEqual(['spec', 'dir', 'user', 'system']);
  });
});
