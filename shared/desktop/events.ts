import * as z from 'zod';
import { defineEvents } from '../contract/events.ts';
import { DesktopState } from './state.ts';

/** What the menu, the tray or a link of the system asks of the page. */
export const PAGE_COMMANDS = [
  'open',
  'preferences',
  'about',
  'new-instance',
  'new-cluster',
  'search',
  'shortcuts',
  'move-to-server',
  'use-remote',
  'use-local',
] as const;
export type PageCommand = (typeof PAGE_COMMANDS)[number];

/** What the application tells its window without being asked. */
export const desktopEvents = defineEvents({
  'desktop.changed': {
    summary: 'Something of the state of the application is another.',
    role: 'viewer',
    data: z.strictObject({ state: DesktopState }),
  },
  'desktop.commanded': {
    summary: 'The page should do this. `address`: of `open`, a path of the interface, for example `/instances/web-1`.',
    role: 'viewer',
    data: z.strictObject({ command: z.enum(PAGE_COMMANDS), address: z.string().nullable() }),
  },
});
export type DesktopEvents = typeof desktopEvents;
