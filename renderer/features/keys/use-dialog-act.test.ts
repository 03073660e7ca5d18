import { describe, expect, it } from 'vitest';
import { useDialogsStore } from '../../stores/dialogs-store.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import { useDialogAct } from './use-dialog-act.ts';

/** An open dialog with its act. */
function opened() {
  let closed = 0;
  const { run } = createTestWorld();
  const parts = run(() => ({ dialogs: useDialogsStore(), act: useDialogAct(() => (closed += 1)) }));
  parts.dialogs.open({ kind: 'new-key', name: 'user:/a' });
  return { ...parts, closed: () => closed };
}

describe('the act of a dialog', () => {
  it('closes it when it happened', async () => {
    const { act, closed } = opened();
    expect(await act.runAndClose(() => undefined)).toBe(true);
    expect(closed()).toBe(1);
  });

  it('leaves it open with the reason when it did not happen', async () => {
    const { act, closed } = opened();
    const error = new Error('no');
    expect(await act.runAndClose(() => Promise.reject(error))).toBe(false);
    expect(act.failure.value).toBe(error);
    expect(closed()).toBe(0);
  });

  it('leaves another dialog alone that has taken its place', async () => {
    const { act, closed, dialogs } = opened();
    expect(await act.runAndClose(() => dialogs.open({ kind: 'shortcuts' }))).toBe(false);
    expect(act.failure.value).toBeNull();
    expect(closed()).toBe(0);
  });
});
