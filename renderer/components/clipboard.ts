/**
 * Puts text on the clipboard. Pages served over plain HTTP from another host have no `navigator.clipboard`; there the
 * old way through a selected text area still works.
 * @throws what the browser gives as its reason, when neither way is allowed
 */
export async function writeClipboard(text: string): Promise<void> {
  if ('clipboard' in navigator) {
    await navigator.clipboard.writeText(text);
    return;
  }
  copyBySelection(text);
}

function copyBySelection(text: string): void {
  // Marked as deprecated, yet the only way without a secure context.
  const page: { execCommand(command: 'copy'): boolean } = document;
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'visually-hidden';
  // Beside the focus, because a dialog's focus trap would take the focus back from the end of the body.
  (focused?.parentElement ?? document.body).append(area);
  area.select();
  const copied = page.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) {
    focused.focus();
  }
  if (!copied) {
    throw new Error('The browser refused to copy.');
  }
}
