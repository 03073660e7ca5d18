export interface FocusReturn {
  /** When the dialog has opened: the event's target is its content. */
  readonly onOpen: (event: Event) => void;
  /** When the dialog has closed. */
  readonly onClose: (event: Event) => void;
}

const CONTROLS = 'input:not([type="hidden"]), textarea, select, button, [tabindex="0"]';
const FIRST = ['[data-autofocus]', `.dialog-body :is(${CONTROLS}):not(:disabled)`, 'footer button:not(:disabled)'];

/**
 * Puts the focus on the first thing to do in a dialog instead of its cross, and back where it came from afterwards:
 * dialogs here are opened by state, so the library knows no trigger to return to.
 */
export function createFocusReturn(): FocusReturn {
  // What was chosen in a menu is gone before the dialog is there.
  let before = outsideMenus(document.activeElement);
  return {
    onOpen(event) {
      const now = outsideMenus(document.activeElement);
      if (now !== null && now !== document.body) before = now;
      const content = event.target instanceof Element ? event.target : document.querySelector('.dialog');
      const target = FIRST.map((selector) => content?.querySelector(selector)).find(Boolean);
      if (target instanceof HTMLElement) {
        event.preventDefault();
        target.focus();
      }
    },
    onClose(event) {
      event.preventDefault();
      // What it came from may have gone with what the dialog did.
      const back = before?.isConnected ? before : document.querySelector('main[tabindex]');
      if (back instanceof HTMLElement) back.focus();
    },
  };
}

/** Of an entry of a menu: the button or the row that the menu belongs to. */
function outsideMenus(element: Element | null): Element | null {
  const opener = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  return opener ? document.getElementById(opener) : element;
}
