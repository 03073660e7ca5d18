import type { DownloadItem, Event, WebContents } from 'electron';
import type { Log } from '../log.ts';

interface Downloading {
  on(event: 'will-download', listener: (event: Event, item: DownloadItem, contents: WebContents) => void): unknown;
}

/** The window puts no files on the disk by itself. https://www.electronjs.org/docs/latest/api/session#event-will-download */
export function denyDownloads(session: Downloading, log: Log): void {
  session.on('will-download', (event) => {
    event.preventDefault();
    log.warn({}, 'a download of the page was refused');
  });
}
