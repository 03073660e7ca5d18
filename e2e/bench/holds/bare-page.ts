import { fileURLToPath } from 'node:url';
import type { Bridge, BridgeEvent } from '#shared/bridge.ts';
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '#shared/bridge.ts';
import { type ClusterdContract } from '#shared/clusterd/contract.ts';
import { createBridgeSend } from '#shared/contract/bridge-client.ts';
import { createClient, type Client } from '#shared/contract/client.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { createLink } from '../../electron/link.ts';
import type { Cleanup } from '../../fixtures/cleanup.ts';
import type { Home } from '../../fixtures/home.ts';
import { runLinkedProcess, type RunningProcess } from '../../fixtures/running-process.ts';

const STAND_IN = fileURLToPath(new URL('../../dist/stand-in/main.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/main/desktop.js', import.meta.url));
const PAGE = 'app://elektra/';
const NOTES = ['tray-image', 'default-client', 'relaunch', 'clipboard', 'external', 'open-path', 'notification'];

/** The desktop application, and in place of its window somebody who asks over the same bridge. */
export interface BarePage {
  readonly client: Client<ClusterdContract & DesktopContract>;
  /** As of `StandInApplication`. */
  longestHold(): Promise<number>;
}

export async function openBarePage(
  cleanup: Cleanup,
  home: Home,
  env: Readonly<Record<string, string>>,
): Promise<BarePage> {
  const running = runLinkedProcess(STAND_IN, [PROGRAM], {
    env: { ...home.env, DISPLAY: ':0', ...env },
    cwd: home.folder,
  });
  cleanup.defer(() => running.kill());
  const link = createLink(running.end);
  const listeners = new Set<(event: BridgeEvent) => void>();
  for (const name of NOTES) link.on(name, () => undefined);
  for (const name of ['error-box', 'schemes', 'window', 'closed']) link.on(name, () => undefined);
  link.on('dialog', () => ({ response: 0, checkboxChecked: false, canceled: true, filePaths: [], filePath: '' }));
  link.on('send', ({ channel, args }: { readonly channel: string; readonly args: readonly BridgeEvent[] }) => {
    if (channel === EVENT_CHANNEL) for (const event of args) listeners.forEach((listen) => listen(event));
  });
  const loaded = new Promise<number>((resolve) =>
    link.on('load', (load: { readonly window: number }) => resolve(load.window)),
  );
  const window = await Promise.race([loaded, endedEarly(running)]);
  for (const name of ['dom-ready', 'did-finish-load']) link.tell('page-event', { window, name, data: {} });
  await running.says('stdout', /desktop ready/);
  const bridge: Bridge = {
    call: (request) =>
      link.ask('invoke', {
        window,
        frameUrl: PAGE,
        isMain: true,
        channel: INVOKE_CHANNEL,
        args: [request],
      }) as Promise<Reply>,
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return {
    client: createClient(createBridgeSend(bridge)),
    longestHold: async () => (await link.ask('longest-hold')) as number,
  };
}

async function endedEarly(running: RunningProcess): Promise<never> {
  const { code, signal } = await running.ended;
  throw new Error(`The application ended (${signal ?? code}) before it loaded its page:\n${running.stderr()}`);
}
