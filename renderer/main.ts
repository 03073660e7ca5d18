import './jitless.ts';
import './styles/index.css';
import { createApp } from 'vue';
import { createPinia } from 'pinia';
import { createWebHistory } from 'vue-router';
import App from './App.vue';
import { eventsKey } from './api/clusterd-events.ts';
import { clientKey, linkKey } from './api/clusterd-client.ts';
import { createClusterdLink } from './api/clusterd-link.ts';
import { connectEvents } from './api/connect-events.ts';
import { connect } from './api/connect.ts';
import { connectDesktop } from './api/connect-desktop.ts';
import { desktopKey } from './api/desktop-link.ts';
import { pageWire } from './api/page-wire.ts';
import { platformKey } from './composables/use-platform.ts';
import { createElektraI18n } from './locales/index.ts';
import { createElektraRouter } from './router.ts';
import { textsBelow } from './stores/texts-below.ts';
import { useFaultsStore } from './stores/faults-store.ts';
import { useSessionStore } from './stores/session-store.ts';

const base = new URL('.', document.baseURI);
const link = createClusterdLink();
const isDesktop = window.elektra !== undefined;
const wire = pageWire({
  bridge: window.elektra,
  baseUri: document.baseURI,
  fetch: (url, init) => fetch(url, init),
});
const reportFault = (error: unknown) => useFaultsStore().report(error);

const app = createApp(App, { nonce: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content });
app.provide(clientKey, connect(wire, link));
app.provide(eventsKey, connectEvents(wire, reportFault));
app.provide(linkKey, link);
if (isDesktop) app.provide(desktopKey, connectDesktop(wire, reportFault));
app.provide(platformKey, {
  now: () => Date.now(),
  kept: localStorage,
  // A tab's storage may end with the process that drew it; there is one window, so it needs none of its own.
  tab: isDesktop ? textsBelow('elektra-web.window.', localStorage) : sessionStorage,
  languages: navigator.languages,
  desktop: isDesktop,
  hostname: location.hostname,
});
app.use(createPinia());
app.use(createElektraI18n('en'));
app.config.errorHandler = reportFault;
app.use(createElektraRouter(createWebHistory(base.pathname), useSessionStore(), isDesktop));
app.mount('#app');
