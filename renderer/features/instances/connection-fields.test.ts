import { describe, expect, it } from 'vitest';
import { newInstance } from '../../testing/fake-clusterd.ts';
import {
  connectionChangeOf,
  connectionFieldsOf,
  credentialsOf,
  credentialsProblem,
  groupedDigits,
  mayKeep,
} from './connection-fields.ts';

const plain = newInstance('i1', 'web', 'https://web:33333');
const stored = { ...plain, hasCredentials: true };

describe('the connection in a form', () => {
  it('begins with what is known, and never with a secret', () => {
    const sha256 = 'ab'.repeat(32);
    const connection = { ca: null, pinnedCertificate: sha256, proxy: 'http://p:1' };
    expect(connectionFieldsOf({ ...stored, connection })).toEqual({
      kind: 'keep',
      username: '',
      password: '',
      token: '',
      ca: '',
      pinnedCertificate: sha256,
      proxy: 'http://p:1',
    });
    expect(connectionFieldsOf(undefined).kind).toBe('none');
  });

  it('sends only what differs, and null for what goes', () => {
    const before = { ca: 'PEM', pinnedCertificate: null, proxy: 'http://p:1' };
    const fields = connectionFieldsOf({ ...plain, connection: before });
    expect(connectionChangeOf(fields, before)).toEqual({});
    expect(connectionChangeOf({ ...fields, ca: ' ', pinnedCertificate: 'a', proxy: 'http://q:1 ' }, before)).toEqual({
      ca: null,
      pinnedCertificate: 'a',
      proxy: 'http://q:1',
    });
  });

  it.each([
    ['https://web:33333/', '', true],
    ['HTTPS://WEB:33333', '', true],
    ['https://other:33333', '', false],
    ['https://web:33333', 'http://proxy:1', false],
    ['nonsense', '', false],
  ])('keeps credentials for %s through "%s": %s', (host, proxy, kept) => {
    expect(mayKeep(stored, host, proxy)).toBe(kept);
    expect(mayKeep(plain, host, proxy)).toBe(false);
  });

  it.each([
    ['keep', {}, undefined, null],
    ['none', {}, { kind: 'none' }, null],
    ['basic', { username: 'ada', password: '' }, { kind: 'basic', username: 'ada', password: '' }, null],
    ['basic', { password: 'x' }, { kind: 'basic', username: '', password: 'x' }, 'missing'],
    ['basic', { username: 'a:b' }, { kind: 'basic', username: 'a:b', password: '' }, 'characters'],
    ['bearer', { token: ' abc\n' }, { kind: 'bearer', token: 'abc' }, null],
    ['bearer', { token: ' ' }, { kind: 'bearer', token: '' }, 'missing'],
    ['bearer', { token: 'a b' }, { kind: 'bearer', token: 'a b' }, 'characters'],
  ] as const)('takes %s with %o', (kind, given, sent, problem) => {
    const fields = { ...connectionFieldsOf(undefined), kind, ...given };
    expect(credentialsOf(fields)).toEqual(sent);
    expect(credentialsProblem(fields)).toBe(problem);
  });

  it('shows a SHA-256 in groups, so that people can compare it', () => {
    expect(groupedDigits('00112233aabbccdd')).toBe('0011 2233 aabb ccdd');
  });
});
