const HIDDEN = '[data-aria-hidden="true"]';

/**
 * While a list of choices is open the library hides the rest of the page from readers, but leaves it focusable, which
 * contradict each other. This makes what is hidden inert too.
 * @returns undoes it; call it before the focus goes back
 */
export function makeInertBehind(): () => void {
  const behind = [...document.querySelectorAll(HIDDEN)].filter((element) => !element.hasAttribute('inert'));
  behind.forEach((element) => element.setAttribute('inert', ''));
  return () => behind.forEach((element) => element.removeAttribute('inert'));
}
