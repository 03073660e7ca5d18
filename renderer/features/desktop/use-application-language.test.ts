import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import { useDesktopStore } from '../../stores/desktop-store.ts';
import { usePreferencesStore } from '../../stores/preferences-store.ts';
import { createTestWorld, type TestWorld } from '../../testing/test-world.ts';
import { useApplicationLanguage } from './use-application-language.ts';

enableAutoUnmount(afterEach);

async function opened(prepare: (test: TestWorld) => void = () => undefined) {
  const test = createTestWorld({ platform: { desktop: true } });
  prepare(test);
  const stores = test.run(() => {
    useApplicationLanguage();
    return { desktop: useDesktopStore(), page: usePreferencesStore() };
  });
  await stores.desktop.start();
  await flushPromises();
  return { ...test, ...stores, asked: () => test.desktop.transport.inputsOf('desktop.setPreferences') };
}

describe('the language of the application', () => {
  it('is that of the page, from the start and whenever it changes', async () => {
    const { page, asked, desktop } = await opened(({ kept }) => kept.setItem('elektra-web.language', 'de'));
    expect(asked()).toEqual([{ language: 'de' }]);
    page.language = 'en';
    await nextTick();
    await flushPromises();
    expect(desktop.state?.preferences.language).toBe('en');
  });

  it('is not written where it is the same already, or fixed by the administrator', async () => {
    expect((await opened()).asked()).toEqual([]);
    const { page, asked } = await opened((test) => {
      test.desktop.state = { ...test.desktop.state, locked: ['language'] };
    });
    page.language = 'de';
    await flushPromises();
    expect(asked()).toEqual([]);
  });
});
