import { onMounted, onUnmounted } from 'vue';

/** A key with what is held: `Ctrl+K`, `/`, `?`. `Ctrl` is Command on a Mac. */
export type Shortcut = string;

const TYPING = 'input, textarea, select, [contenteditable]';
/** Rows of a tree grid take letters for finding rows. */
const TYPE_AHEAD = '[role="treegrid"]';

/** Listens in the whole page while the component is there. A bare character is not taken from a field, a dialog or a tree grid. */
export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void): void {
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.repeat || !matches(event, shortcut)) return;
    if (shortcut.length === 1 && isTaken(event, shortcut)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return;
    event.preventDefault();
    run(event);
  }

  onMounted(() => document.addEventListener('keydown', onKey));
  onUnmounted(() => document.removeEventListener('keydown', onKey));
}

function matches(event: KeyboardEvent, shortcut: Shortcut): boolean {
  const key = shortcut.split('+').at(-1) ?? '';
  const control = shortcut.startsWith('Ctrl+');
  if ((event.ctrlKey || event.metaKey) !== control || event.altKey) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

function isTaken(event: KeyboardEvent, shortcut: Shortcut): boolean {
  if (!(event.target instanceof Element)) return false;
  if (event.target.closest(TYPING) !== null) return true;
  return /[a-z]/i.test(shortcut) && event.target.closest(TYPE_AHEAD) !== null;
}
