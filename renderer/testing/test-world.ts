import { defineComponent, h, type App, type Component, type Plugin } from 'vue';
import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { createMemoryHistory, type Router } from 'vue-router';
import { createClient } from '#shared/contract/client.ts';
import { clusterdContract, type ClusterdContract } from '#shared/clusterd/contract.ts';
import { clusterdEvents } from '#shared/clusterd/events.ts';
import { eventsKey } from '../api/clusterd-events.ts';
import { clientKey, linkKey } from '../api/clusterd-client.ts';
import { createClusterdLink } from '../api/clusterd-link.ts';
import { desktopKey } from '../api/desktop-link.ts';
import { watchedSend } from '../api/watched-send.ts';
import AppRoot from '../components/AppRoot.vue';
import { platformKey, type Platform } from '../composables/use-platform.ts';
import { createElektraI18n, type Language } from '../locales/index.ts';
import { createElektraRouter } from '../router.ts';
import { useSessionStore } from '../stores/session-store.ts';
import { FakeClusterd } from './fake-clusterd.ts';
import { FakeDesktop } from './fake-desktop.ts';
import { createFakeEvents, type FakeEvents } from './fake-events.ts';
import { createFakeSend, type FakeSend } from './fake-send.ts';
import { MemoryStorage } from './memory-storage.ts';

export interface TestWorld {
  readonly clusterd: FakeClusterd;
  readonly transport: FakeSend;
  readonly events: FakeEvents;
  /** The application around the page, of which a browser has none. */
  readonly desktop: FakeDesktop;
  readonly kept: MemoryStorage;
  readonly tab: MemoryStorage;
  readonly router: Router;
  /** All that the application is given. */
  readonly plugins: Plugin[];
  /** Runs composables as the setup of a component below the application's root would, and hands back what they gave. */
  run<T>(work: () => T): T;
  /** Mounts a component below the application's root, in the page. */
  show(component: Component, props?: Readonly<Record<string, unknown>>): VueWrapper;
}

export interface WorldOptions {
  readonly language?: Language;
  readonly platform?: Partial<Platform>;
  readonly kept?: MemoryStorage;
  readonly tab?: MemoryStorage;
}

/** The time at which tests happen, in milliseconds since 1970 UTC. */
export const NOW = 1_700_000_000_000;

/** The renderer with everything real but clusterd, the browser's storage and the clock, which are fakes in memory. */
export function createTestWorld(options: WorldOptions = {}): TestWorld {
  const { language = 'en', kept = new MemoryStorage(), tab = new MemoryStorage() } = options;
  const clusterd = new FakeClusterd();
  const transport = createFakeSend(clusterdContract, clusterd.handlers, () => clusterd.role);
  const events = createFakeEvents(clusterdEvents);
  const desktop = new FakeDesktop();
  const link = createClusterdLink();
  const pinia = createPinia();
  const i18n = createElektraI18n(language);
  const platform: Platform = {
    now: () => NOW,
    kept,
    tab,
    languages: [language],
    desktop: false,
    hostname: 'localhost',
    ...options.platform,
  };
  const provided: Plugin = {
    install(app: App) {
      app.provide(clientKey, createClient<ClusterdContract>(watchedSend(transport.send, link)));
      app.provide(eventsKey, events.client);
      app.provide(linkKey, link);
      app.provide(platformKey, platform);
      if (platform.desktop) app.provide(desktopKey, desktop.link);
    },
  };
  const session = mount({ render: () => null, setup: () => ({ session: useSessionStore() }) } as Component, {
    global: { plugins: [provided, pinia] },
  });
  const router = createElektraRouter(
    createMemoryHistory(),
    (session.vm as { session: never })['session'],
    platform.desktop,
  );

  const plugins: Plugin[] = [provided, pinia, i18n, router];

  function show(component: Component, props: Readonly<Record<string, unknown>> = {}): VueWrapper {
    const root = defineComponent(() => () => h(AppRoot, null, { default: () => h(component, props) }));
    return mount(root, { attachTo: document.body, global: { plugins } });
  }

  function run<T>(work: () => T): T {
    const results: T[] = [];
    show(
      defineComponent(() => {
        results.push(work());
        return () => null;
      }),
    );
    return results[0] as T;
  }

  return { clusterd, transport, events, desktop, kept, tab, router, plugins, run, show };
}
