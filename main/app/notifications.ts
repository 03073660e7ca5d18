import type { NotificationConstructorOptions } from 'electron';
import type { Notice } from '#shared/desktop/notice.ts';
import type { Texts } from './texts/texts-for.ts';

/** What is used of Electron's `Notification`. */
interface SystemNotification {
  on(event: 'click', listener: () => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  show(): void;
}

export interface NotificationOptions {
  create(options: NotificationConstructorOptions): SystemNotification;
  /** In the language of the moment. */
  readonly texts: () => Texts['notice'];
  /** The person's wish, and that the window is not in front. */
  isWanted(): boolean;
  /** Brings the window to the front at this address. */
  open(address: string): void;
}

/** More of them are not kept for a click; the system forgets them too. */
const KEPT = 20;

export function createNotifications({ create, texts, isWanted, open }: NotificationOptions): (notice: Notice) => void {
  // Without a reference its click would be collected with it.
  const shown = new Set<SystemNotification>();
  return (notice) => {
    if (!isWanted()) return;
    const notification = create({ ...noticeText(notice, texts()), silent: true });
    shown.add(notification);
    const [oldest] = shown;
    if (shown.size > KEPT && oldest !== undefined) shown.delete(oldest);
    notification.on('click', () => {
      shown.delete(notification);
      open(notice.address);
    });
    notification.on('close', () => void shown.delete(notification));
    notification.show();
  };
}

export function noticeText(notice: Notice, texts: Texts['notice']): { readonly title: string; readonly body: string } {
  switch (notice.kind) {
    case 'offline':
    case 'drifted': {
      const { names, count, kind } = notice;
      const who = count === 1 ? '' : texts.among(names, count - names.length);
      return { title: texts[kind](names, count), body: kind === 'drifted' && who === '' ? texts.driftBody : who };
    }
    case 'rollout': {
      const { outcome, applied, open } = notice;
      if (outcome === 'complete') return { title: texts.rolloutComplete, body: `${texts.applied(applied)}.` };
      const [title, rest] =
        outcome === 'rejected'
          ? [texts.rolloutRejected, texts.refused(open)]
          : [texts.rolloutPending, texts.waiting(open)];
      return { title, body: `${texts.applied(applied)}, ${rest}.` };
    }
  }
}
