import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { createTestWorld } from '../../testing/test-world.ts';
import SignInPage from './SignInPage.vue';

enableAutoUnmount(afterEach);

async function opened(address: string) {
  const test = createTestWorld();
  test.clusterd.role = null;
  await test.router.push(address);
  const page = test.show(SignInPage);
  await flushPromises();
  return { ...test, page };
}

describe('signing in', () => {
  it('by a link uses the code once and takes it out of the address before it is sent', async () => {
    const { router, transport } = await opened('/sign-in?to=/preferences#code=right');
    expect(transport.inputsOf('session.create')).toEqual([{ code: 'right' }]);
    expect(router.currentRoute.value.fullPath).toBe('/preferences');
  });

  it('by a link that was used already says so, and the code is gone all the same', async () => {
    const { page, router } = await opened('/sign-in#code=used');
    expect(page.text()).toContain('This link was used already or is too old. Make a new one.');
    expect(router.currentRoute.value.fullPath).toBe('/sign-in');
  });

  it('by a link works from any address', async () => {
    const { router } = await opened('/#code=right');
    expect(router.currentRoute.value.fullPath).toBe('/');
  });

  it('by a token, refused and then right', async () => {
    const { page, router } = await opened('/sign-in?to=/instances/i1?key=user:/a');
    await page.get('input').setValue('wrong');
    await page.get('form').trigger('submit');
    await flushPromises();
    expect(page.get('[role=alert]').text()).toBe('This access token is not known here, or it has expired.');
    expect(page.get('input').element.value).toBe('wrong');
    await page.get('input').setValue(' right ');
    await page.get('form').trigger('submit');
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1?key=user:/a');
  });

  it.each(['//evil.example', 'https://evil.example', 'javascript:alert(1)'])('never leads to %s', async (to) => {
    const { router } = await opened(`/sign-in?to=${encodeURIComponent(to)}#code=right`);
    expect(router.currentRoute.value.fullPath).toBe('/');
  });

  it('explains how a link is made', async () => {
    const { page } = await opened('/sign-in');
    expect(page.text()).toContain('Run elektra-web sign-in on the machine where clusterd runs');
    expect(document.activeElement).toBe(page.get('input').element);
  });
});
