import { describe, expect, it } from 'vitest';
import type { Notice } from '#shared/desktop/notice.ts';
import { createNotifications, noticeText, type NotificationOptions } from './notifications.ts';
import { ENGLISH } from './texts/english.ts';

const OFFLINE: Notice = { kind: 'offline', names: ['web-1', 'web-2', 'web-3'], count: 12, address: '/' };

describe('a notification', () => {
  it.each<[Notice, string, string]>([
    [OFFLINE, '12 instances went offline', 'web-1, web-2, web-3 and 9 more'],
    [{ ...OFFLINE, names: ['web-1'], count: 1 }, 'web-1 went offline', ''],
    [
      { ...OFFLINE, kind: 'drifted', names: ['a'], count: 1 },
      'Drift found on a',
      'Keys are not as their clusters set them.',
    ],
    [
      { kind: 'rollout', outcome: 'complete', applied: 40, open: 0, address: '/rollouts/7' },
      'A rollout is complete',
      'Applied on 40 instances.',
    ],
    [
      { kind: 'rollout', outcome: 'rejected', applied: 1, open: 2, address: '/rollouts/7' },
      'A rollout was refused in part',
      'Applied on 1 instance, refused or unknown on 2.',
    ],
    [
      { kind: 'rollout', outcome: 'pending', applied: 0, open: 2, address: '/rollouts/7' },
      'A rollout waits',
      'Applied on 0 instances, waits for 2.',
    ],
  ])('of %j', (notice, title, body) => {
    expect(noticeText(notice, ENGLISH.notice)).toEqual({ title, body });
  });

  it('is shown only when it is wanted, and opens its address', () => {
    let isWanted = false;
    const shown: string[] = [];
    const opened: string[] = [];
    const clicks: (() => void)[] = [];
    const options: NotificationOptions = {
      texts: () => ENGLISH.notice,
      isWanted: () => isWanted,
      open: (address: string) => void opened.push(address),
      create: ({ title = '' }) => ({
        on: (event: string, listener: () => void) => (event === 'click' ? clicks.push(listener) : undefined),
        show: () => void shown.push(title),
      }),
    };
    const notify = createNotifications(options);
    notify(OFFLINE);
    isWanted = true;
    notify(OFFLINE);
    expect(shown).toEqual(['12 instances went offline']);
    clicks[0]?.();
    expect(opened).toEqual(['/']);
  });
});
