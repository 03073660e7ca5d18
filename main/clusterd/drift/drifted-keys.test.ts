import { describe, expect, it } from 'vitest';
import type { DeliveryRecord, SettingRecord } from '../registry/cluster-records.ts';
import { driftOf } from './drifted-keys.ts';

const setting: SettingRecord = {
  ...{ clusterId: 'web', key: 'system:/a', number: 3, by: 'ada', at: 0 },
  value: 'on',
  meta: { m: '1' },
};
const RECORD: DeliveryRecord = { confirmed: 5, compare: null, readBack: {}, rejected: {} };
const held = (value: string, meta = {}) => ({ name: 'system:/a', exists: true, value, meta: { m: '1', ...meta } });

describe('drift of a key', () => {
  it('is of its value, and of the metakeys that the cluster sets', () => {
    expect(driftOf(setting, held('on', { own: 'x' }), RECORD)).toBeNull();
    expect(driftOf(setting, held('off', { own: 'x' }), RECORD)).toMatchObject({
      actual: { value: 'off', meta: { m: '1' } },
    });
    expect(driftOf(setting, held('on', { m: '2' }), RECORD)).toMatchObject({ actual: { meta: { m: '2' } } });
    expect(driftOf(setting, { name: 'system:/a', exists: false, meta: {} }, RECORD)).toMatchObject({ actual: null });
  });

  it('is not what Elektra made of it when it was delivered', () => {
    const record = { ...RECORD, readBack: { 'system:/a': { value: '1', meta: { m: '1' } } } };
    expect(driftOf(setting, held('1'), record)).toBeNull();
    expect(driftOf(setting, held('1'), RECORD)).not.toBeNull();
    expect(driftOf(setting, held('0'), record)).not.toBeNull();
  });

  it('says what is secret, by the metadata there or set', () => {
    expect(driftOf(setting, held('off'), RECORD)?.isSecret).toBe(false);
    expect(driftOf(setting, held('off', { 'crypto/encrypt': '1' }), RECORD)?.isSecret).toBe(true);
    expect(driftOf({ ...setting, meta: { 'gpg/binary': '' } }, held('off'), RECORD)?.isSecret).toBe(true);
  });
});
