import { describe, expect, it } from 'vitest';
import type { Document } from '../ports.ts';
import { CURRENT_SCHEMA } from '../registry/schema.ts';
import { namedSecrets } from './named-secrets.ts';
import { restored } from './restored.ts';
import { isNewer, summaryOf } from './summary.ts';
import { withoutSealed } from './without-sealed.ts';

const SCHEMA: Document = { _id: 'meta/schema', version: CURRENT_SCHEMA };
const sealed = { value: 'sealed text', secret: 'sealed' };
const SETTING: Document = {
  _id: 'setting/c/k',
  clusterId: 'c',
  key: 'system:/k',
  meta: { 'crypto/encrypt': '1' },
  ...sealed,
};

describe('summaryOf', () => {
  it('counts what is there, and says since when', () => {
    const documents = [
      SCHEMA,
      { _id: 'self/clusterd', id: 'me', formerIds: [] },
      { _id: 'instance/a' },
      { _id: 'cluster/c' },
      SETTING,
      { _id: 'change/1', at: 10 },
      { _id: 'change/2', at: 20 },
      { _id: 'change/2/part/0' },
    ];
    const summary = {
      schema: CURRENT_SCHEMA,
      clusterdId: 'me',
      instances: 1,
      clusters: 1,
      settings: 1,
      changes: 2,
      since: 10,
      until: 20,
    };
    expect(summaryOf(documents)).toEqual(summary);
    expect([isNewer({ schema: CURRENT_SCHEMA }), isNewer({ schema: CURRENT_SCHEMA + 1 })]).toEqual([false, true]);
    expect(() => summaryOf([{ _id: 'instance/a' }])).toThrow('which schema');
  });
});

describe('namedSecrets', () => {
  it('are the credentials that instances name, and the key where anything is sealed', () => {
    const instances = [
      { _id: 'instance/a', credentialsId: 'x' },
      { _id: 'instance/b', credentialsId: null },
    ];
    expect(namedSecrets(instances, 'the key')).toEqual(['instance/a/credentials/x']);
    for (const holder of [SETTING, { _id: 'change/1', keys: [{ key: 'k', before: null, after: sealed }] }])
      expect(namedSecrets([...instances, holder], 'the key')).toEqual(['instance/a/credentials/x', 'the key']);
  });
});

describe('withoutSealed', () => {
  const delivery = {
    _id: 'delivery/a',
    readBack: { 'system:/k': { ...sealed, meta: {} }, 'system:/l': { value: 'x', meta: {} } },
  };
  const change = {
    _id: 'change/1/part/0',
    keys: [{ key: 'k', before: null, after: { ...sealed, meta: { secret: 'sealed' } } }],
  };
  const all = [SCHEMA, SETTING, delivery, change];

  it('keeps everything where the key opens it', () => {
    expect(withoutSealed(all, (text) => text)).toEqual({ documents: all, lost: [] });
    const { documents, lost } = withoutSealed(all, () => 'sealed again');
    expect(lost).toEqual([]);
    expect(JSON.parse(JSON.stringify(all).replaceAll('sealed text', 'sealed again'))).toEqual(documents);
  });

  it('keeps the names and the metadata of what cannot be opened', () => {
    const { documents, lost } = withoutSealed(all, () => null);
    expect(lost).toEqual([{ clusterId: 'c', key: 'system:/k' }]);
    expect(documents).toEqual([
      SCHEMA,
      { _id: 'setting/c/k', clusterId: 'c', key: 'system:/k', meta: { 'crypto/encrypt': '1' }, value: null },
      { _id: 'delivery/a', readBack: { 'system:/l': { value: 'x', meta: {} } } },
      {
        _id: 'change/1/part/0',
        keys: [{ key: 'k', before: null, after: { value: null, secret: 'dropped', meta: { secret: 'sealed' } } }],
      },
    ]);
  });
});

describe('restored', () => {
  const heir = { id: 'new', at: 7, replaced: [{ _id: 'self/clusterd', id: 'replaced', formerIds: ['old'] }] };

  it('is another clusterd that knows which ones it was, signed out, with instances to be claimed', () => {
    const documents = [
      SCHEMA,
      { _id: 'self/clusterd', id: 'old', formerIds: ['older'] },
      { _id: 'session/s' },
      { _id: 'code/c' },
      { _id: 'token/t' },
      {
        _id: 'instance/a',
        session: 's',
        seen: { state: 'online', since: 1, elektradId: 'e' },
        marker: { database: 'd', inherited: false },
      },
    ];
    expect(restored(documents, heir)).toEqual([
      { _id: 'self/clusterd', id: 'new', formerIds: ['old', 'older', 'replaced'] },
      SCHEMA,
      { _id: 'token/t' },
      {
        _id: 'instance/a',
        session: null,
        seen: { state: 'unknown', since: 7, elektradId: 'e' },
        marker: { database: 'd', inherited: true },
      },
    ]);
  });

  it('is in the schema of today, and refused when it is newer', () => {
    const old = restored(
      [
        { _id: 'meta/schema', version: 4 },
        { _id: 'instance/a', seen: {}, marker: { database: null } },
      ],
      heir,
    );
    expect(old).toContainEqual(SCHEMA);
    expect(() => restored([{ _id: 'meta/schema', version: 99 }], heir)).toThrow('newer version');
  });
});
