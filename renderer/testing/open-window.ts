import { flushPromises } from '@vue/test-utils';
import { openApp } from './open-app.ts';
import type { TestWorld, WorldOptions } from './test-world.ts';

/** The whole application in the desktop window, with an instance in its fleet. */
export async function openWindow(
  address: string,
  prepare: (test: TestWorld) => void = () => undefined,
  options: WorldOptions = {},
) {
  const test = await openApp(
    address,
    (world) => {
      world.clusterd.addInstance('web-1');
      prepare(world);
    },
    { ...options, platform: { ...options.platform, desktop: true } },
  );
  test.desktop.events.open();
  await flushPromises();

  const command = async (...given: Parameters<typeof test.desktop.command>) => {
    test.desktop.command(...given);
    await flushPromises();
  };
  /** The control with this label, in the dialog that is open or else on the page. */
  const field = (label: string): HTMLElement => {
    const within = test.dialog() ?? document;
    const found = [...within.querySelectorAll('label')].find((one) => one.textContent === label);
    const control = found === undefined ? null : document.getElementById(found.htmlFor);
    if (control === null) throw new Error(`There is no field ${label} in ${within.textContent}`);
    return control;
  };
  const type = async (label: string, text: string) => {
    const control = field(label);
    if (!(control instanceof HTMLInputElement)) throw new Error(`${label} takes no text.`);
    control.value = text;
    control.dispatchEvent(new Event('input'));
    control.dispatchEvent(new Event('change'));
    await flushPromises();
  };
  const submit = async () => {
    test
      .dialog()
      ?.querySelector('form')
      ?.dispatchEvent(new Event('submit', { cancelable: true }));
    await flushPromises();
  };
  return { ...test, command, field, type, submit };
}
