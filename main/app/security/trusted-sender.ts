import type { IpcMainInvokeEvent, WebContents } from 'electron';
import type { Log } from '../log.ts';
import { APP_ORIGIN, appUrlOf } from './app-scheme.ts';

/**
 * Whether a message comes from the page in our window: its main frame, as it is now. Who is refused is logged once for each origin.
 * https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages
 */
export function createTrustedSender(ownContents: () => WebContents | null, log: Log) {
  const refused = new Set<string>();
  return (event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean => {
    if (isOwnPage(event, ownContents())) return true;
    const origin = event.senderFrame?.origin ?? 'a frame that is gone';
    if (!refused.has(origin) && refused.size < 100) {
      refused.add(origin);
      log.warn({ origin }, 'a message of a frame that is not our page was refused');
    }
    return false;
  };
}

function isOwnPage(
  { sender, senderFrame: frame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  own: WebContents | null,
) {
  if (own === null || sender !== own || sender.isDestroyed()) return false;
  // null: the frame was closed, or has gone elsewhere, since it sent this.
  if (frame === null || frame.isDestroyed() || frame.detached || frame.parent !== null) return false;
  return frame.origin === APP_ORIGIN && appUrlOf(frame.url) !== null;
}
