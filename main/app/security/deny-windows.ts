import type { WebContents } from 'electron';

/**
 * There is one window. What would open another goes to the browser of the system if it is a link to our documents, and nowhere otherwise.
 * https://www.electronjs.org/docs/latest/tutorial/security#14-disable-or-limit-creation-of-new-windows
 */
export function denyWindows(
  contents: Pick<WebContents, 'setWindowOpenHandler'>,
  openOutside: (url: string) => void,
): void {
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}
