import { useRunningAct, type ActControl } from '../../composables/use-running-act.ts';
import { useDialogsStore } from '../../stores/dialogs-store.ts';

/** The act of the dialog that is open, which closes with it. */
export function useDialogAct(close: () => void) {
  const dialogs = useDialogsStore();
  const act = useRunningAct();

  /**
   * Never throws. @returns whether the dialog was closed by it: not when it failed, nor when another dialog has taken its place, which is the plan of a
   * cluster, or the question about keys that are there already.
   */
  async function runAndClose(work: (control: ActControl) => void | Promise<void>): Promise<boolean> {
    const own = dialogs.current;
    const happened = await act.run(work);
    if (!happened || dialogs.current !== own) return false;
    close();
    return true;
  }

  return { ...act, runAndClose };
}
