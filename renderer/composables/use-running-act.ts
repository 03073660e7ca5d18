import { ref, shallowRef } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';

/** How far an act is: `done` of `total` keys are read, or written. */
export interface ActProgress {
  readonly step: 'read' | 'written';
  readonly done: number;
  readonly total: number;
}

/** What an act is given to say how far it is, and to hear that nobody waits for it any more. */
export interface ActControl {
  readonly signal: AbortSignal;
  onProgress(progress: ActProgress): void;
}

export type RunningAct = ReturnType<typeof useRunningAct>;

/** One act at a time, where it was made: whether it runs, how far it is, and why it did not happen. */
export function useRunningAct() {
  const busy = ref(false);
  /** A person gave it up, and what was done of it is being put back. */
  const cancelling = ref(false);
  const progress = shallowRef<ActProgress | null>(null);
  /** What was thrown; null when all went well and when a person cancelled. */
  const failure = shallowRef<unknown>(null);
  let controller: AbortController | null = null;

  /** Whether it happened. Never throws. A second act while one runs is not begun. */
  async function run(act: (control: ActControl) => void | Promise<void>): Promise<boolean> {
    if (busy.value) return false;
    controller = new AbortController();
    busy.value = true;
    cancelling.value = false;
    progress.value = null;
    failure.value = null;
    try {
      await act({ signal: controller.signal, onProgress: (next) => (progress.value = next) });
      return true;
    } catch (error) {
      if (!isCancelled(error)) failure.value = error;
      return false;
    } finally {
      busy.value = false;
    }
  }

  function cancel(): void {
    cancelling.value = busy.value;
    controller?.abort();
  }

  function dismiss(): void {
    failure.value = null;
  }

  return { busy, cancelling, progress, failure, run, cancel, dismiss };
}
