import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ClusterEdits } from '#shared/clusterd/edits.ts';
import { Plan } from '#shared/clusterd/plans.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import PlanEditList from './PlanEditList.vue';
import PlanGroupCard from './PlanGroupCard.vue';
import { secretKeys } from './secret-keys.ts';

enableAutoUnmount(afterEach);

const SECRET = { 'crypto/encrypt': '1' };
const set = (key: string, meta: Record<string, string> = {}) => ({ kind: 'set', key, value: 'whisper', meta });
const groups = (key: string, meta: Record<string, string>) =>
  Plan.shape.groups.parse([
    {
      instances: ['i1'],
      changes: [{ key, kind: 'write', before: { value: 'murmur', meta }, after: { value: 'whisper', meta: {} } }],
    },
  ]);

describe('the keys whose values a plan does not show', () => {
  it('are those that the edits, an instance or the cluster has as secret', () => {
    const edits = ClusterEdits.parse([set('user:/a', SECRET), set('user:/b'), set('user:/c'), set('user:/d')]);
    const plan = { groups: groups('user:/b', SECRET) };
    const found = secretKeys(edits, plan, (key) => (key === 'user:/c' ? SECRET : {}));
    expect([...found].sort()).toEqual(['user:/a', 'user:/b', 'user:/c']);
  });

  it('have a mask in its place, and their metadata not', () => {
    const secrets = new Set(['user:/a']);
    const edits = ClusterEdits.parse([set('user:/a', SECRET), set('user:/b')]);
    const list = createTestWorld().show(PlanEditList, { edits, secrets }).text();
    expect(list).toContain('••••••••••');
    expect(list).toContain('crypto/encrypt1');
    expect(list.match(/whisper/g)).toHaveLength(1);
    const [group] = groups('user:/a', SECRET);
    const card = createTestWorld().show(PlanGroupCard, { group, secrets, first: true });
    expect(card.get('.change').text()).toBe('••••••••••→••••••••••');
    expect(card.text()).not.toMatch(/murmur|whisper/);
  });
});
