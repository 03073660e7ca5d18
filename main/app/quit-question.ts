import type { MessageBoxOptions } from 'electron';
import type { FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { Texts } from './texts/texts-for.ts';

export interface QuitQuestionOptions {
  readonly texts: Texts['quit'];
  /** Of this machine's own clusterd; null: the window shows another one, which goes on without us. */
  counts(): Pick<FleetCounts, 'pending' | 'pendingInstances'> | null;
  ask(options: MessageBoxOptions): Promise<{ readonly response: number }>;
  /** Whether the application can stay in the tray. */
  canHide(): boolean;
  hide(): void;
}

/** Says what waits, if something does. @returns whether to quit */
export async function askBeforeQuitting({ texts, counts, ask, canHide, hide }: QuitQuestionOptions): Promise<boolean> {
  const waiting = counts();
  if (waiting === null || waiting.pending === 0) return true;
  const buttons = canHide() ? [texts.quit, texts.keepRunning, texts.cancel] : [texts.quit, texts.cancel];
  const { response } = await ask({
    type: 'question',
    message: texts.message(waiting.pending, waiting.pendingInstances),
    detail: texts.detail,
    buttons,
    defaultId: buttons.length - 1,
    cancelId: buttons.length - 1,
    noLink: true,
  });
  if (buttons[response] === texts.keepRunning) hide();
  return buttons[response] === texts.quit;
}
