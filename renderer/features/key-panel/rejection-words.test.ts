import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { rejectionOf } from './rejection-words.ts';

const rejected = (number: string | null, description: string | null) =>
  new ElektraError('ELEKTRA_REJECTED', undefined, {
    data: { number, description, reason: "Value '99' is out", mountPoint: 'user:/app', file: '/app.ini', key: null },
  });

describe('the words of Elektra', () => {
  it.each([
    ['C03200', 'Validation Semantic', "C03200 Validation Semantic: Value '99' is out"],
    ['C03200', null, "C03200: Value '99' is out"],
    [null, null, "Value '99' is out"],
  ])('with %s and %s are unaltered', (number, description, words) => {
    expect(rejectionOf(rejected(number, description))).toEqual({ words, mountPoint: 'user:/app', file: '/app.ini' });
  });

  it('do not repeat the place, which is shown beside them', () => {
    const data = { number: null, description: null, mountPoint: 'user:/app', file: '/app.ini', key: null };
    const words = (reason: string) =>
      rejectionOf(new ElektraError('ELEKTRA_REJECTED', undefined, { data: { ...data, reason } }))?.words;
    expect(words('It is out.\nMountpoint: user:/app\nConfigfile: /app.ini')).toBe('It is out.');
    expect(words('It is out.\nMountpoint: user:/other')).toBe('It is out.\nMountpoint: user:/other');
    expect(words('Mountpoint: user:/app')).toBe('Mountpoint: user:/app');
  });

  it('are only in its own errors', () => {
    expect(rejectionOf(new ElektraError('INTERNAL'))).toBeNull();
    expect(rejectionOf(new Error('x'))).toBeNull();
  });
});
