import { nextTick } from 'vue';

/** Brings the focus to the heading of a section, which is no stop of the Tab key. */
export function focusHeading(section: Element): void {
  const heading = section.querySelector('h2');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** After an act whose button went with the reason for it: the focus goes to the heading of the section, unless it is somewhere already. */
export async function focusHeadingIfLost(within: Element | null): Promise<void> {
  await nextTick();
  const section = within?.closest('section');
  if (section && (document.activeElement === null || document.activeElement === document.body)) focusHeading(section);
}
