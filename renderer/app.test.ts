import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import App from './App.vue';
import { createTestWorld, type TestWorld } from './testing/test-world.ts';

enableAutoUnmount(afterEach);

async function opened(address: string, prepare: (test: TestWorld) => void = () => undefined) {
  const test = createTestWorld();
  prepare(test);
  await test.router.push(address);
  const app = mount(App, { attachTo: document.body, global: { plugins: test.plugins } });
  await flushPromises();
  return { ...test, app };
}

describe('the application', () => {
  it('sends whoever is not signed in to sign in, and back to where the address pointed', async () => {
    const { app, router } = await opened('/instances/i1?key=user:/a', ({ clusterd }) => {
      clusterd.role = null;
      clusterd.addInstance('web-1');
    });
    expect(router.currentRoute.value.name).toBe('sign-in');
    expect(app.text()).toContain('Sign in');
    await app.get('input').setValue('right');
    await app.get('form').trigger('submit');
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1?key=user:/a');
    expect(app.get('h1').text()).toBe('web-1');
  });

  it('shows the first start, and nothing else, when there is no instance and one can be added', async () => {
    const { app } = await opened('/');
    expect(app.get('h1').text()).toBe('Which machine first?');
    expect(app.find('nav').exists()).toBe(false);
  });

  it('tells a viewer of an empty fleet who fills it', async () => {
    const { app } = await opened('/', ({ clusterd }) => {
      clusterd.role = 'viewer';
    });
    expect(app.text()).toContain('No instances yet');
    expect(app.text()).toContain('An administrator adds them.');
    expect(app.find('[aria-label="Add an instance"]').exists()).toBe(false);
  });

  it('counts the fleet and names what is away', async () => {
    const { app } = await opened('/', ({ clusterd }) => {
      const away = clusterd.addInstance('web-1');
      clusterd.instances.set(away.id, { ...away, seen: { ...away.seen, state: 'offline' } });
      clusterd.addInstance('web-2');
    });
    expect(app.get('main').text()).toContain('1 offline');
    expect(app.get('main').get('a').text()).toBe('web-1');
    expect(document.title).toBe('Elektra');
  });

  it('opens on the one instance of single-instance mode, and on the fleet when asked for', async () => {
    const { router } = await opened('/', ({ clusterd }) => {
      clusterd.addInstance('web-1');
      clusterd.opensOn = clusterd.addInstance('web-2').id;
    });
    expect(router.currentRoute.value.fullPath).toBe('/instances/i2');
    await router.push('/');
    expect(router.currentRoute.value.name).toBe('fleet');
    await router.push('/instances/i1');
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1');
  });

  it('opens on the one instance after signing in as well', async () => {
    const { app, router } = await opened('/', ({ clusterd }) => {
      clusterd.role = null;
      clusterd.opensOn = clusterd.addInstance('web-1').id;
    });
    await app.get('input').setValue('right');
    await app.get('form').trigger('submit');
    await flushPromises();
    expect(router.currentRoute.value.fullPath).toBe('/instances/i1');
  });

  it('says that an instance is not there', async () => {
    const { app } = await opened('/instances/gone', ({ clusterd }) => clusterd.addInstance('web-1'));
    expect(app.text()).toContain('There is no such instance');
  });

  it('says that an address leads nowhere', async () => {
    const { app } = await opened('/no/such/page');
    expect(app.get('h1').text()).toBe('There is nothing here');
  });

  it('explains itself when clusterd does not answer, and goes on when it does', async () => {
    const { app, transport } = await opened('/', (test) => {
      test.clusterd.addInstance('web-1');
      test.transport.away = true;
    });
    expect(app.get('h1').text()).toBe('clusterd does not answer.');
    transport.away = false;
    await app.get('button').trigger('click');
    await flushPromises();
    expect(app.get('h1').text()).toBe('The fleet');
  });

  it('says above everything that the connection is lost, and when it is back', async () => {
    const { app, transport } = await opened('/instances/i1', ({ clusterd }) => {
      clusterd.addInstance('web-1');
      clusterd.set('user:/a', '1');
    });
    transport.away = true;
    await app.get('button[aria-label="Read again"]').trigger('click');
    await flushPromises();
    expect(app.get('[role=alert]').text()).toContain('The connection to clusterd is lost.');
    transport.away = false;
    await app
      .findAll('button')
      .find((button) => button.text() === 'Try now')
      ?.trigger('click');
    await flushPromises();
    expect(app.text()).not.toContain('The connection to clusterd is lost.');
  });

  it('speaks German to a German reader and takes the theme that was chosen', async () => {
    const { app } = await opened('/preferences', ({ kept, clusterd }) => {
      kept.setItem('elektra-web.language', 'de');
      kept.setItem('elektra-web.theme', 'dark');
      clusterd.addInstance('web-1');
    });
    expect(app.get('h1').text()).toBe('Voreinstellungen');
    expect(document.documentElement.lang).toBe('de');
    expect(document.documentElement.dataset['theme']).toBe('dark');
    await app.get('input[value="en"]').setValue(true);
    await app.get('input[value="system"]').setValue(true);
    expect(app.get('h1').text()).toBe('Preferences');
    expect(document.documentElement.dataset['theme']).toBeUndefined();
  });

  it('offers tokens to administrators only', async () => {
    const asAdmin = await opened('/preferences', ({ clusterd }) => clusterd.addInstance('web-1'));
    expect(asAdmin.app.text()).toContain('Access tokens');
    const asViewer = await opened('/preferences', ({ clusterd }) => {
      clusterd.addInstance('web-1');
      clusterd.role = 'viewer';
    });
    expect(asViewer.app.text()).not.toContain('Access tokens');
  });
});
