import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyVersion } from '#shared/model/key.ts';
import type { KeyReading } from '../ports.ts';
import { createFakeDigest } from '../testing/fake-digest.ts';
import { keyVersion, sameMetakeys, sameValue } from './key-version.ts';

const digest = createFakeDigest();

const metadata = fc.dictionary(fc.constantFrom('type', 'check/range', 'description', 'x'), fc.string());
const reading: fc.Arbitrary<KeyReading> = fc.oneof(
  fc.record({ name: fc.constant('user:/a'), exists: fc.constant(true), value: fc.string(), meta: metadata }),
  fc.record({
    name: fc.constant('user:/a'),
    exists: fc.constant(true),
    meta: metadata.map((meta) => ({ ...meta, binary: '' })),
  }),
  fc.constant({ name: 'user:/a', exists: false, meta: {} }),
);

describe('keyVersion', () => {
  it('is equal exactly when value, metadata and existence are', () => {
    fc.assert(
      fc.property(reading, reading, (a, b) => {
        const equal =
          a.exists === b.exists &&
          a.value === b.value &&
          JSON.stringify(Object.entries(a.meta).sort()) === JSON.stringify(Object.entries(b.meta).sort());
        expect(keyVersion(a, digest) === keyVersion(b, digest)).toBe(equal);
      }),
    );
  });

  it('fits the contract, whatever the key holds', () => {
    fc.assert(fc.property(reading, (a) => KeyVersion.safeParse(keyVersion(a, digest)).success));
  });

  it('still names the same value when only metadata changed', () => {
    fc.assert(
      fc.property(reading, metadata, (a, meta) => {
        fc.pre(a.exists && a.value !== undefined);
        expect(sameValue(keyVersion(a, digest), { ...a, meta }, digest)).toBe(true);
        expect(sameValue(keyVersion(a, digest), { ...a, value: `${a.value}!` }, digest)).toBe(false);
        expect(sameValue(keyVersion(a, digest), { name: a.name, exists: false, meta: {} }, digest)).toBe(false);
      }),
    );
  });

  it('still names the same metakeys, present or absent, when only others or the value changed', () => {
    const some = fc.subarray(['type', 'check/range', 'description', 'x']);
    fc.assert(
      fc.property(reading, reading, some, (a, b, metakeys) => {
        const equal = metakeys.every((metakey) => a.meta[metakey] === b.meta[metakey]);
        expect(sameMetakeys(keyVersion(a, digest), b, metakeys, digest)).toBe(equal);
      }),
    );
  });

  it('fits into a header however many metakeys there are, and then names all of them together', () => {
    const meta = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`check/enum/#${at}`, `${at}`]));
    const many = { name: 'user:/a', exists: true, value: 'v', meta };
    const version = keyVersion(many, digest);
    expect(version.length).toBeLessThan(5_000);
    expect(sameValue(version, many, digest)).toBe(true);
    expect(sameMetakeys(version, many, ['check/enum/#7', 'absent'], digest)).toBe(true);
    const changed = { ...many, meta: { ...meta, 'check/enum/#7': 'x' } };
    expect(keyVersion(changed, digest)).not.toBe(version);
    expect(sameMetakeys(version, changed, ['check/enum/#7'], digest)).toBe(false);
    // All of them count: which one has changed is not known.
    expect(sameMetakeys(version, changed, ['check/enum/#8'], digest)).toBe(false);
    const few = { ...many, meta: { type: 'enum' } };
    expect(sameMetakeys(version, few, ['type'], digest)).toBe(false);
    expect(sameMetakeys(keyVersion(few, digest), many, ['check/enum/#7'], digest)).toBe(false);
  });

  it('differs between keys, so that no version of one passes for another', () => {
    const at = (name: string) => keyVersion({ name, exists: true, value: 'same', meta: {} }, digest);
    expect(at('user:/a')).not.toBe(at('user:/b'));
  });
});
