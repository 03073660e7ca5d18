import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNPROVEN, type InstanceId } from '#shared/model/instance.ts';
import { DIRECTLY } from '#shared/model/connection-change.ts';
import { NEVER_SEEN } from '../instances/seen.ts';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { openCollection } from './collection.ts';
import { createInstanceOrder } from './instance-order.ts';
import { InstanceRecord, NO_MARKER } from './records.ts';

function record(id: string, name: string, fields: Partial<InstanceRecord> = {}): InstanceRecord {
  return {
    ...{ id: id as InstanceId, name, host: 'http://h', canonicalHost: `http://${id}`, description: '', tags: [] },
    ...{ visibility: 'user', clusterId: null, placedNumber: 0, connection: DIRECTLY, createdAt: 0, seen: NEVER_SEEN },
    ...{ identity: UNPROVEN, marker: NO_MARKER, session: null, credentialsId: null },
    ...fields,
  };
}

const instances = () => openCollection('instance', InstanceRecord, createMemoryDocumentStore(), []);

describe('the order of the instances', () => {
  it('is by name as people count, then by host', async () => {
    const all = instances();
    const order = createInstanceOrder(all);
    await all.put('1', record('1', 'web-10'));
    await all.put('2', record('2', 'Web-9'));
    await all.put('3', record('3', 'web-9', { host: 'http://a' }));
    expect(order.all().map(({ record: { id } }) => id)).toEqual(['3', '2', '1']);
  });

  it('holds each as it is now, with all that a filter looks in', async () => {
    const all = instances();
    const order = createInstanceOrder(all);
    await all.put('1', record('1', 'Web'));
    expect(order.all()).toMatchObject([{ text: 'web\nhttp://h\n' }]);
    const changed = record('1', 'Web', { seen: { ...NEVER_SEEN, state: 'online' }, tags: ['EU', 'new'] });
    await all.put('1', changed);
    expect(order.all()).toEqual([{ record: changed, text: 'web\nhttp://h\n\neu\nnew' }]);
  });

  it('is, after anything that happens, that of a list made anew', async () => {
    const id = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const act = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), id, name: fc.constantFrom('a', 'A', 'b1', 'b10', 'b2') }),
      fc.record({ kind: fc.constant('remove' as const), id }),
      fc.record({ kind: fc.constant('look' as const), ids: fc.array(id) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
        const all = instances();
        const order = createInstanceOrder(all);
        for (const each of acts) {
          if (each.kind === 'put') await all.put(each.id, record(each.id, each.name));
          if (each.kind === 'remove') await all.remove(each.id);
          if (each.kind !== 'look') continue;
          const anew = createInstanceOrder(all).all();
          expect(order.all()).toEqual(anew);
          expect(order.of(each.ids)).toEqual(anew.filter(({ record: { id: listed } }) => each.ids.includes(listed)));
        }
      }),
    );
  });
});
