import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import BannerBar from './BannerBar.vue';
import CopyButton from './CopyButton.vue';
import EmptyState from './EmptyState.vue';
import ErrorState from './ErrorState.vue';
import KeyNameText from './KeyNameText.vue';
import NoticeBox from './NoticeBox.vue';
import ProgressBar from './ProgressBar.vue';
import RelativeTime from './RelativeTime.vue';
import { STATE_MARKS } from './state-mark.ts';
import StateMark from './StateMark.vue';
import { buttonNamed, mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

describe('StateMark', () => {
  it('has a name of its own and a shape of its own for every state, in both languages', () => {
    const shapes = new Set<string>();
    for (const locale of ['en', 'de'] as const) {
      const names = STATE_MARKS.map((state) => {
        const mark = mountComponent(StateMark, { state }, {}, locale);
        shapes.add(mark.html().replace(/^<svg[^>]*>/, ''));
        return mark.attributes('aria-label');
      });
      expect(new Set(names).size).toBe(STATE_MARKS.length);
    }
    expect(shapes.size).toBe(STATE_MARKS.length);
  });

  it('is hidden where a word says the same', () => {
    const mark = mountComponent(StateMark, { state: 'online', decorative: true });
    expect(mark.attributes()).toMatchObject({ 'aria-hidden': 'true' });
    expect(mark.attributes('aria-label')).toBeUndefined();
  });
});

describe('CopyButton', () => {
  it('copies its text unaltered and says so until it is left', async () => {
    const written: string[] = [];
    const write = (text: string): Promise<void> => Promise.resolve(void written.push(text));
    const wrapper = mountComponent(CopyButton, { text: ' a\n b ', write });
    await wrapper.get('button').trigger('click');
    await flushPromises();
    expect(written).toEqual([' a\n b ']);
    expect(wrapper.get('[role=status]').text()).toBe('Copied');
    expect(wrapper.emitted('copied')).toHaveLength(1);
    await wrapper.trigger('pointerleave');
    expect(wrapper.get('[role=status]').text()).toBe('');
  });

  it('says that it did not work', async () => {
    const cause = new Error('denied');
    const wrapper = mountComponent(CopyButton, { text: 'a', write: () => Promise.reject(cause) });
    await wrapper.get('button').trigger('click');
    await flushPromises();
    expect(wrapper.get('[role=status]').text()).toContain('Not copied');
    expect(wrapper.emitted('failed')).toEqual([[cause]]);
  });
});

describe('NoticeBox', () => {
  it('interrupts only for what is bad', () => {
    expect(mountComponent(NoticeBox, { kind: 'bad', title: 'No' }).attributes('role')).toBe('alert');
    expect(mountComponent(NoticeBox, { kind: 'wait', title: 'Wait' }).attributes('role')).toBe('status');
  });

  it('offers its text to copy', () => {
    const notice = mountComponent(NoticeBox, { kind: 'bad', title: 'Refused', copy: 'C03200 …' }, { default: 'why' });
    expect(notice.text()).toContain('Refused why');
    expect(notice.get('button').text()).toBe('Copy error');
  });
});

describe('BannerBar', () => {
  it('says what is the case, more about it, and what can be done', () => {
    const banner = mountComponent(
      BannerBar,
      { tone: 'wait', mark: 'offline', title: 'Away.', role: 'alert' },
      { default: 'All is kept.', acts: buttonNamed('Try now') },
    );
    expect(banner.attributes('role')).toBe('alert');
    expect(banner.text()).toBe('Away.All is kept.Try now');
  });
});

describe('EmptyState and ErrorState', () => {
  it('say what is not there, with one act', () => {
    const empty = mountComponent(
      EmptyState,
      { title: 'No keys', sentence: 'Nothing is stored.' },
      { default: buttonNamed('New key') },
    );
    expect(empty.text()).toBe('No keysNothing is stored.New key');
    expect(empty.attributes('role')).toBe('status');
  });

  it('show code and words unaltered and the way on', () => {
    const words = "Value '8192'  not within\nrange 1-8000";
    const error = mountComponent(
      ErrorState,
      { title: 'Rejected', code: 'C03200', words },
      { retry: buttonNamed('Try again') },
    );
    expect(error.get('code').text()).toBe('C03200');
    expect(error.get('span.words').element.textContent).toBe(words);
    expect(error.text()).toContain('Try again');
    expect(error.attributes('role')).toBe('alert');
  });
});

describe('KeyNameText', () => {
  const name = 'system:/sw/example/limits/connections';

  it('may break after slashes and has the whole name as its title', () => {
    const shown = mountComponent(KeyNameText, { name });
    expect(shown.text()).toBe(name);
    expect(shown.attributes('title')).toBe(name);
    expect(shown.findAll('wbr')).toHaveLength(4);
  });

  it('keeps the last part apart from what may be cut', () => {
    const shown = mountComponent(KeyNameText, { name, cut: true });
    expect(shown.get('.prefix').text()).toBe('system:/sw/example/limits/');
    expect(shown.get('.last').text()).toBe('connections');
    expect(shown.findAll('wbr')).toHaveLength(0);
  });
});

describe('RelativeTime', () => {
  it('follows the language and keeps the stored instant', () => {
    const at = new Date(2025, 10, 21, 18, 40).toISOString();
    const now = new Date(2025, 10, 22, 9, 0).getTime();
    const german = mountComponent(RelativeTime, { at, now }, {}, 'de');
    expect(german.text()).toBe('gestern, 18:40');
    expect(german.attributes()).toMatchObject({ datetime: at });
    expect(german.attributes('title')).toContain('18:40:00');
  });
});

describe('ProgressBar', () => {
  it('tells how much is done and draws each outcome', () => {
    const bar = mountComponent(ProgressBar, {
      label: 'Rollout 1849',
      max: 212,
      segments: [
        { tone: 'good', value: 196 },
        { tone: 'wait', value: 0 },
        { tone: 'bad', value: 3 },
      ],
    });
    expect(bar.attributes()).toMatchObject({
      'aria-valuenow': '199',
      'aria-valuemax': '212',
      'aria-label': 'Rollout 1849',
    });
    expect(bar.findAll('.segment').map((segment) => segment.classes().at(-1))).toEqual(['good', 'bad', 'rest']);
  });
});
