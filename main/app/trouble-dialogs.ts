import type { Dialog, MessageBoxOptions } from 'electron';
import type { PageTrouble } from './page-recovery.ts';
import type { ShellTexts } from './shell-texts.ts';

export interface TroubleDialogs {
  /** True: the page is to be loaded anew. */
  aboutPage(trouble: PageTrouble, signal: AbortSignal): Promise<boolean>;
  /** True: the application is to be started anew. */
  aboutFault(): Promise<boolean>;
  /** What keeps the application from starting. It is there until the person has read it. */
  aboutRefusal(sentence: string): Promise<void>;
}

export interface TroubleDialogsOptions {
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  readonly texts: ShellTexts;
  readonly showLogs: () => Promise<void>;
}

export function createTroubleDialogs({ dialog, texts, showLogs }: TroubleDialogsOptions): TroubleDialogs {
  /** The logs may be looked at before the answer. @returns whether the first button was chosen */
  async function ask(yes: string, no: string, options: Omit<MessageBoxOptions, 'buttons'>): Promise<boolean> {
    const buttons = [yes, texts.showLogs, no];
    const { response } = await dialog.showMessageBox({ ...options, buttons, defaultId: 0, cancelId: 2, noLink: true });
    if (response !== 1) return response === 0;
    await showLogs();
    return ask(yes, no, options);
  }

  return {
    aboutPage(trouble, signal) {
      const no = trouble.kind === 'unresponsive' ? texts.wait : texts.quit;
      const reason = trouble.kind === 'unresponsive' ? '' : `${texts.reason(trouble.reason)}\n\n`;
      const detail = `${reason}${texts.kept}`;
      return ask(texts.reload, no, { type: 'error', message: texts[trouble.kind], detail, signal });
    },
    aboutFault: () =>
      ask(texts.restart, texts.goOn, { type: 'error', message: texts.fault, detail: texts.faultDetail }),
    async aboutRefusal(sentence) {
      const buttons = [texts.quit];
      await dialog.showMessageBox({ type: 'error', message: texts.refused, detail: sentence, buttons, noLink: true });
    },
  };
}
