import type { MenuItemConstructorOptions, MessageBoxOptions, NotificationConstructorOptions } from 'electron';
import type { PageCommand } from '#shared/desktop/events.ts';
import type { FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { Notice } from '#shared/desktop/notice.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { keepApplicationMenu } from './application-menu.ts';
import { createNotifications, type NotificationOptions } from './notifications.ts';
import { askBeforeQuitting } from './quit-question.ts';
import type { Texts } from './texts/texts-for.ts';
import { trayView } from './tray-view.ts';
import { showTray, type TrayPieces } from './tray.ts';
import type { ZoomChange } from './zoom.ts';

type Listen<Listener> = (listener: Listener) => unknown;

/** What the application tells, without Electron. */
interface Told {
  state(): DesktopState;
  onChange: Listen<() => void>;
  readonly fleet: {
    current(): FleetCounts;
    onChange: Listen<() => void>;
    onNotice: Listen<(notice: Notice) => void>;
  };
}

/** What Electron gives. */
interface Pieces<Menu> extends TrayPieces<Menu> {
  setMenu(menu: Menu | null): void;
  onColours(listener: () => void): unknown;
  createNotification(options: NotificationConstructorOptions): ReturnType<NotificationOptions['create']>;
  ask(options: MessageBoxOptions): Promise<{ readonly response: number }>;
}

export interface LifeOptions<Menu> {
  readonly application: Told;
  readonly pieces: Pieces<Menu>;
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  /** In the language of the person: the one that the page is in, or null: the system's. */
  texts(language: DesktopState['preferences']['language']): Texts;
  /** The folder of the tray's icons. */
  readonly icons: string;
  readonly window: { show(): void; hide(): void; isInFront(): boolean };
  /** Kept until the page listens. */
  command(command: PageCommand, address?: string): void;
  quit(): void;
  showLogs(): void;
  openDocumentation(): void;
  checkForUpdate(): void;
  zoom(change: ZoomChange): void;
}

/** Everything of the application that is not its window. */
export interface ApplicationLife {
  /** Whether closing the window leaves the application running. */
  hides(): boolean;
  mayQuit(): Promise<boolean>;
  end(): void;
}

export function beginLife<Menu>(options: LifeOptions<Menu>): ApplicationLife {
  const { application, pieces, platform, window } = options;
  const texts = (): Texts => options.texts(application.state().preferences.language);
  const ask = (command: PageCommand, address?: string): void => {
    window.show();
    options.command(command, address);
  };
  const view = () => trayView(application.state(), application.fleet.current(), texts().tray);
  const isTrayWanted = (): boolean => application.state().hasTray;
  const hides = (): boolean => platform === 'darwin' || (isTrayWanted() && application.state().preferences.closeToTray);

  const showMenu = keepApplicationMenu(
    {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => pieces.buildMenu(template),
      setApplicationMenu: (menu) => pieces.setMenu(menu),
    },
    {
      platform,
      isDevelopment: options.isDevelopment,
      acts: {
        command: ask,
        showLogs: options.showLogs,
        openDocumentation: options.openDocumentation,
        zoom: options.zoom,
        checkForUpdate() {
          // Where its outcome is shown.
          ask('open', '/preferences#updates');
          options.checkForUpdate();
        },
      },
    },
  );
  const tray = isTrayWanted()
    ? showTray(
        pieces,
        {
          platform,
          icons: options.icons,
          texts: () => texts().tray,
          acts: {
            open: window.show,
            remoteAccess: () => ask('open', '/preferences#remote-access'),
            preferences: () => ask('preferences'),
            quit: options.quit,
          },
        },
        view(),
      )
    : null;

  function show(): void {
    const { workplace, move, updates } = application.state();
    showMenu(
      {
        isRemote: workplace.kind === 'remote',
        isMoving: move !== null,
        hasUpdates: updates.state !== 'unavailable',
      },
      texts().menu,
    );
    tray?.show(view());
  }

  show();
  application.onChange(show);
  application.fleet.onChange(() => tray?.show(view()));
  pieces.onColours(() => tray?.show(view()));
  application.fleet.onNotice(
    createNotifications({
      create: (notification) => pieces.createNotification(notification),
      texts: () => texts().notice,
      isWanted: () => application.state().preferences.notifications && !window.isInFront(),
      open: (address) => ask('open', address),
    }),
  );
  return {
    hides,
    mayQuit: () =>
      askBeforeQuitting({
        texts: texts().quit,
        counts: () => (application.state().workplace.kind === 'local' ? application.fleet.current() : null),
        ask: (question) => pieces.ask(question),
        canHide: isTrayWanted,
        hide: window.hide,
      }),
    end: () => tray?.remove(),
  };
}
