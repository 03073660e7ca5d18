import { flushPromises, mount } from '@vue/test-utils';
import App from '../App.vue';
import { createTestWorld, type TestWorld, type WorldOptions } from './test-world.ts';

/** The whole application at an address, with the few things that tests of screens ask of it. */
export async function openApp(address: string, prepare: (test: TestWorld) => void, options: WorldOptions = {}) {
  const test = createTestWorld(options);
  prepare(test);
  await test.router.push(address);
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  await flushPromises();
  const dialog = () => document.querySelector('[role=dialog], [role=alertdialog]');
  const button = (text: string) => {
    const within = dialog() ?? document;
    const found = [...within.querySelectorAll('button')].find(
      (one) => one.textContent.trim().startsWith(text) || one.getAttribute('aria-label') === text,
    );
    if (found === undefined) throw new Error(`There is no button ${text} in ${within.textContent}`);
    return found;
  };
  const push = async (text: string) => {
    button(text).click();
    await flushPromises();
  };
  /** The row of a tree grid whose first column has this name. */
  const rowOf = (grid: string, name: string) => {
    const rows = app.get(`[role=treegrid][aria-label="${grid}"]`).findAll('.body [role=row]');
    const found = rows.find((one) => one.find('.name').exists() && one.get('.name').text() === name);
    if (found === undefined) throw new Error(`There is no row ${name} in ${grid}.`);
    return found;
  };
  return { ...test, app, dialog, button, push, rowOf };
}
