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
import { connect, type PageTransport } from './api/connect.ts';
import { platformKey } from './composables/use-platform.ts';
import { createElektraI18n } from './locales/index.ts';
import { createElektraRouter } from './router.ts';
import { useFaultsStore } from './stores/faults-store.ts';
import { useSessionStore } from './stores/session-store.ts';

const base = new URL('.', document.baseURI);
const link = createClusterdLink();
const page: PageTransport = {
  bridge: window.elektra,
  baseUri: document.baseURI,
  fetch: (url, init) => fetch(url, init),
};
const reportFault = (error: unknown) => useFaultsStore().report(error);

const app = createApp(App, { nonce: document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content });
app.provide(clientKey, connect(page, link));
app.provide(eventsKey, connectEvents(page, reportFault));
app.provide(linkKey, link);
app.provide(platformKey, {
  now: () => Date.now(),
  kept: localStorage,
  tab: sessionStorage,
  languages: navigator.languages,
  desktop: window.elektra !== undefined,
  hostname: location.hostname,
});
app.use(createPinia());
app.use(createElektraI18n('en'));
app.config.errorHandler = reportFault;
app.use(createElektraRouter(createWebHistory(base.pathname), useSessionStore()));
app.mount('#app');
