import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import FoldCard from './FoldCard.vue';
import { mountComponent } from './testing/mount-component.ts';
import ValueChange from './ValueChange.vue';

enableAutoUnmount(afterEach);

describe('a change of a value', () => {
  it.each([
    ['old', 'new', 'old→new'],
    [null, 'new', 'not set→new'],
    ['old', null, 'old→gone'],
    ['same', 'same', 'same'],
    ['', 'new', 'empty→new'],
  ])('from %j to %j says both, and what is not there in words', (before, after, text) => {
    expect(mountComponent(ValueChange, { before, after }).text()).toBe(text);
  });
});

describe('a card that folds', () => {
  it('says how many it is about, and shows the rest on demand', async () => {
    const card = mountComponent(FoldCard, { count: '196' }, { head: 'instances', default: 'the changes' });
    expect(card.get('summary').text()).toContain('196instances');
    expect(card.get('details').attributes('open')).toBeUndefined();
    await card.setProps({ open: true });
    expect(card.get('details').attributes('open')).toBeDefined();
  });
});
