import {
  createRouter,
  START_LOCATION,
  type RouteLocationNormalized,
  type Router,
  type RouterHistory,
  type RouteRecordRaw,
} from 'vue-router';
import AppShell from './features/shell/AppShell.vue';
import ClusterPage from './features/clusters/ClusterPage.vue';
import FleetOverview from './features/fleet/FleetOverview.vue';
import InstancePage from './features/instances/InstancePage.vue';
import RolloutPage from './features/rollouts/RolloutPage.vue';
import NotFoundPage from './features/shell/NotFoundPage.vue';
import PreferencesPage from './features/preferences/PreferencesPage.vue';
import SignInPage from './features/sign-in/SignInPage.vue';
import { codeOf } from './features/sign-in/sign-in-code.ts';
import type { useSessionStore } from './stores/session-store.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown to people who are not signed in. */
    readonly public?: boolean;
  }
}

const CLUSTER_TABS = ['members', 'drift', 'rollouts'] as const;

const routes: readonly RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: SignInPage,
    meta: { public: true },
  },
  {
    path: '/',
    component: AppShell,
    children: [
      { path: '', name: 'fleet', component: FleetOverview },
      {
        path: 'instances/:id',
        name: 'instance',
        component: InstancePage,
        props: ({ params, query }) => ({ id: String(params['id']), selected: textOf(query['key']), tab: 'keys' }),
      },
      {
        path: 'instances/:id/about',
        name: 'instance-about',
        component: InstancePage,
        props: ({ params }) => ({ id: String(params['id']), selected: null, tab: 'about' }),
      },
      {
        path: 'clusters/:clusterId',
        name: 'cluster',
        component: ClusterPage,
        props: ({ params, query }) => ({
          id: String(params['clusterId']),
          selected: textOf(query['key']),
          tab: 'keys',
        }),
      },
      ...CLUSTER_TABS.map((tab) => ({
        path: `clusters/:clusterId/${tab}`,
        name: `cluster-${tab}`,
        component: ClusterPage,
        props: ({ params }: RouteLocationNormalized) => ({ id: String(params['clusterId']), selected: null, tab }),
      })),
      {
        path: 'rollouts/:rolloutId(\\d+)',
        name: 'rollout',
        component: RolloutPage,
        props: ({ params }) => ({ id: Number(params['rolloutId']) }),
      },
      { path: 'preferences', name: 'preferences', component: PreferencesPage },
    ],
  },
  { path: '/:path(.*)*', name: 'not-found', component: NotFoundPage },
];

/**
 * Whoever is not signed in is sent to the sign-in page, and from there back to where the address pointed. In single-instance mode the application opens
 * on that instance; the fleet is a step away from it. In the desktop window nobody signs in: the application itself does it.
 */
export function createElektraRouter(
  history: RouterHistory,
  session: ReturnType<typeof useSessionStore>,
  isDesktop = false,
): Router {
  const router = createRouter({ history, routes: [...routes] });
  router.beforeEach(async (to, from) => {
    if (isDesktop && (to.meta.public || codeOf(to.hash) !== null)) return { name: 'fleet', hash: '' };
    if (to.meta.public) return true;
    if (codeOf(to.hash) !== null) return { name: 'sign-in', hash: to.hash };
    if (session.state === 'unknown') await session.load();
    if (session.state !== 'signed-out' || isDesktop) return to.name === 'fleet' && opens(from) ? opened(session) : true;
    return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
  });
  return router;
}

function opens(from: RouteLocationNormalized): boolean {
  return from === START_LOCATION || from.name === 'sign-in';
}

function opened({ who }: ReturnType<typeof useSessionStore>) {
  const id = who?.opensOn ?? null;
  return id === null || { name: 'instance', params: { id } };
}

function textOf(query: unknown): string | null {
  return typeof query === 'string' && query !== '' ? query : null;
}
