import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Subject } from '../../stores/subject.ts';
import { transferable } from '../../actions/key-targets.ts';
import { placeOf } from '../../actions/place-of.ts';
import { useToasts } from '../../components/toast.ts';
import { useRunningAct } from '../../composables/use-running-act.ts';
import { useKeyClipboardStore } from '../../stores/key-clipboard-store.ts';
import { keyMenu } from './key-menu.ts';
import { useKeyActions } from './use-key-actions.ts';

/**
 * What can be done with the chosen keys, the same in the row's menu, in the panel's, by the keyboard and by dragging. `selected` is the key that is
 * shown, `chosen` are all that are selected. How an act goes, and why it did not happen, is in `act`.
 */
export function useKeyActs(
  subject: () => Subject,
  selected: () => string | null,
  select: (key: string | null) => void,
  chosen: () => readonly string[] = () => [selected()].filter((key) => key !== null),
) {
  const { t } = useI18n();
  const clipboard = useKeyClipboardStore();
  const toasts = useToasts();
  const act = useRunningAct();
  const actions = useKeyActions(subject, selected);
  const entries = computed(() => keyMenu(actions, selected(), chosen()));

  async function choose(id: string): Promise<void> {
    const key = selected();
    const names = chosen();
    if (id === 'new') await actions.create.run(key);
    else if (id === 'element') await actions.element.run();
    else if (id === 'refresh') await actions.refresh.run();
    else if (key === null) return;
    else if (id === 'rename') await actions.renaming.run(key);
    else if (id === 'copy-name') await actions.copyName.run(key);
    else if (id === 'move') await actions.move.run(names);
    else if (id === 'copy-link') await actions.copyLink.run(addressOf(key));
    else await perform(id, key, names);
  }

  /** `id` is that of a menu entry or of a key that was pressed on the row of `key`; `names` is what it is meant for. */
  async function perform(id: string, key: string, names: readonly string[]): Promise<void> {
    if (id === 'insert' && actions.create.available.value) await actions.create.run(key);
    else if (id === 'rename') await actions.renaming.run(key);
    else if (id === 'cut') await actions.cut.run(names);
    else if (id === 'copy') await actions.copy.run(names);
    else if (id === 'leave' && clipboard.content?.mode === 'cut') clipboard.clear();
    else if (id === 'paste') await paste(key);
    else if (id === 'duplicate') await act.run((control) => actions.duplication.run(subject().id, names, control));
    else if (id === 'remove') await act.run(() => remove(names));
    else if (id === 'lift') await act.run((control) => actions.lift.run(names, control));
  }

  async function paste(below: string): Promise<void> {
    await act.run(async (control) => void (await actions.paste.run(subject().id, below, control)));
  }

  /** Rows were dragged onto the one of `below`. */
  async function drop(below: string, names: readonly string[], copy: boolean): Promise<void> {
    if (!actions.move.can(names)) return;
    const { id } = subject();
    const mode = copy ? 'copy' : 'move';
    const placement = { mode, from: id, to: id, names: transferable(names), below } as const;
    await act.run(async (control) => void (await actions.move.place(placement, control)));
  }

  async function remove(names: readonly string[]): Promise<void> {
    if ((await actions.removal.run(subject().id, names)) !== 'removed') return;
    toasts.show(t('keys.removed', { name: names[0] ?? '' }));
    const key = selected();
    if (key !== null && names.includes(key)) select(null);
  }

  function addressOf(key: string) {
    return placeOf(subject().id, key);
  }

  return { entries, act, choose, perform, paste, drop };
}
