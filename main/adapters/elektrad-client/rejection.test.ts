import { describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isConflict, rejectionOf } from './rejection.ts';

describe('rejectionOf', () => {
  it("takes Elektra's words apart", () => {
    const words = "C03200 Validation Semantic - Value '99' of key user:/a not within range 1-10";
    expect(rejectionOf(words, 'user:/a')).toMatchObject({
      code: 'ELEKTRA_REJECTED',
      message: "Elektra refused it: Value '99' of key user:/a not within range 1-10",
      data: {
        number: 'C03200',
        description: 'Validation Semantic',
        reason: "Value '99' of key user:/a not within range 1-10",
        mountPoint: null,
        file: null,
        key: 'user:/a',
      },
    });
  });

  it('keeps a reason of several lines with dashes in it, and finds mount point and file', () => {
    const words = 'C03100 Validation Syntactic - a - b\n c\nMountpoint: system:/hosts\nConfigfile: /etc/hosts';
    expect(rejectionOf(words, null).data).toMatchObject({
      reason: 'a - b\n c\nMountpoint: system:/hosts\nConfigfile: /etc/hosts',
      mountPoint: 'system:/hosts',
      file: '/etc/hosts',
    });
  });

  it('takes what has another form as a reason', () => {
    const data = { number: null, description: null, reason: 'unsupported key name' };
    expect(rejectionOf('unsupported key name', null).data).toMatchObject(data);
    expect(rejectionOf('Sorry, module x issued the error C01310', null).data).toMatchObject({ number: 'C01310' });
    expect(rejectionOf('', null).message).toContain('no reason given');
    expect(rejectionOf('x'.repeat(1_000_000), null).data?.reason).toHaveLength(4_000);
  });
});

describe('isConflict', () => {
  it.each([
    ['C02000 Conflicting State - the file was changed', true],
    ['C01100 Resource - Conflict because other process writes to configuration', true],
    ['C01100 Resource - Permission denied', false],
    ['C03200 Validation Semantic - a conflict of interests', false],
    ['a conflict', false],
  ])('of %j is %s', (words, expected) => {
    expect(isConflict(rejectionOf(words, null))).toBe(expected);
  });

  it('is no other error', () => {
    expect(isConflict(new ElektraError('INTERNAL', 'C02000'))).toBe(false);
  });
});
