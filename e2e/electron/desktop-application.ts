import type { Page } from '@playwright/test';
import type { RunningProcess } from '../fixtures/running-process.ts';

/** One entry of a menu, with what is below it. */
export interface MenuEntry {
  readonly label: string;
  readonly accelerator?: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly items: readonly MenuEntry[];
}

export interface DialogAnswers {
  /** Of a message: which button; by default the first. */
  readonly button?: number;
  /** The file that is chosen; by default none is. */
  readonly file?: string;
}

export interface Dialog {
  readonly type: 'message' | 'open' | 'save';
  readonly options: {
    readonly message?: string;
    readonly detail?: string;
    readonly buttons?: readonly string[];
    readonly [option: string]: unknown;
  };
}

/** A started desktop application, on the stand-in or in the real Electron. */
export interface DesktopApplication {
  readonly process: Pick<RunningProcess, 'pid' | 'ended' | 'stdout' | 'stderr' | 'says' | 'kill' | 'signal'>;
  /** The page of the main window, once it is shown. */
  window(): Promise<Page>;
  windowState(): Promise<{
    readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
    readonly maximized: boolean;
    readonly visible: boolean;
  }>;
  /** Calls a method of the main window, for example `setBounds`. */
  windowAct(act: string, ...args: readonly unknown[]): Promise<void>;
  menu(): Promise<readonly MenuEntry[]>;
  /** Chooses from the application's menu, by the labels on the way. */
  chooseMenu(...path: readonly string[]): Promise<void>;
  /** How dialogs of the system are answered from now on; every one that was shown is kept. */
  answerDialogs(answers: DialogAnswers): Promise<void>;
  dialogs(): Promise<readonly Dialog[]>;
  /** Addresses that were handed to the system's browser. */
  opened(): Promise<readonly string[]>;
  /** Asks as the person does who quits. */
  quit(): Promise<void>;
}
