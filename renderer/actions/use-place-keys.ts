import { useI18n } from 'vue-i18n';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { SubjectId } from '../stores/subject.ts';
import { parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { useClient } from '../api/clusterd-client.ts';
import { useToasts } from '../components/toast.ts';
import { useCounted } from '../composables/use-counted.ts';
import type { ActControl } from '../composables/use-running-act.ts';
import { useDialogsStore } from '../stores/dialogs-store.ts';
import { useFaultsStore } from '../stores/faults-store.ts';
import { useKeyClipboardStore } from '../stores/key-clipboard-store.ts';
import type { KeyMove, Transfer } from '../stores/key-transfer.ts';
import { freeName, isIntoItself, isTaken, movesBelow } from './key-targets.ts';
import { namesAt } from './names-at.ts';
import { TransferError } from './transfer-error.ts';
import { useShowKeys } from './use-show-keys.ts';
import { useTransferKeys } from './use-transfer-keys.ts';

/** Keys that are to lie directly below another key, `below`, from then on. */
export interface Placement {
  readonly mode: Transfer['mode'];
  readonly from: SubjectId;
  readonly to: SubjectId;
  readonly names: readonly KeyName[];
  readonly below: string;
}

/** What came of it. `asked`: something is there, and a person decides in the dialog that is open now. */
export type Placed = 'done' | 'asked' | 'nothing';

/** Puts keys below another one: what paste, drag and drop and "Move to" have in common. */
export function usePlaceKeys() {
  const { t } = useI18n();
  const counted = useCounted();
  const client = useClient();
  const clipboard = useKeyClipboardStore();
  const dialogs = useDialogsStore();
  const faults = useFaultsStore();
  const toasts = useToasts();
  const show = useShowKeys();
  const { transfer } = useTransferKeys();

  /** Asks the instance first what is there: somebody may have put keys there since the names were read. @throws as `carryOut` */
  async function place({ mode, from, to, names, below }: Placement, control: ActControl): Promise<Placed> {
    const parent = parseKeyName(below);
    const wanted = movesBelow(names, parent).filter(
      (move) => mode === 'copy' || from !== to || move.key !== move.target,
    );
    if (wanted.length === 0) return 'nothing';
    if (from === to) refuseInside(wanted);
    const existing = await namesAt(client, to, parent, control.signal);
    const moves = wanted.map((move) =>
      from === to && move.key === move.target ? { ...move, target: freeName(move.target, existing) } : move,
    );
    const taken = moves.filter(({ target }) => isTaken(target, existing));
    const act: Transfer = { mode, from, to, moves, replace: new Set() };
    if (taken.length > 0) {
      dialogs.open({ kind: 'replace-keys', transfer: act, existing });
      return 'asked';
    }
    await carryOut(act, control);
    return 'done';
  }

  /** Does it, selects what is new and says so. @throws TransferError, ElektraError TARGET_EXISTS, VALUE_NOT_CARRIED, …; CancelledError */
  async function carryOut(act: Transfer, control: ActControl): Promise<void> {
    if ((await transfer(act, control)) === 'proposed') return;
    if (act.mode === 'move' && clipboard.content?.mode === 'cut') clipboard.clear();
    const count = act.moves.length;
    const words = counted(`keys.transfer.done.${act.mode}`, count);
    toasts.show(words, undoOf(act));
    await show(
      act.to,
      act.moves.map(({ target }) => target),
    );
  }

  /** A move inside an instance that replaced nothing is undone by moving back; what has come there meanwhile is not overwritten. */
  function undoOf(act: Transfer) {
    if (act.mode !== 'move' || act.from !== act.to || act.replace.size > 0) return undefined;
    const moves = act.moves.map(({ key, target }) => ({ key: target, target: key }));
    return { label: t('keys.transfer.undo'), run: () => void undo({ ...act, moves }) };
  }

  async function undo(back: Transfer): Promise<void> {
    try {
      await transfer(back, { signal: new AbortController().signal, onProgress: () => undefined });
      await show(
        back.to,
        back.moves.map(({ target }) => target),
      );
    } catch (error) {
      // The toast is gone by now.
      faults.report(error instanceof TransferError ? error.cause : error);
    }
  }

  function refuseInside(moves: readonly KeyMove[]): void {
    const inside = moves.find(isIntoItself);
    if (inside === undefined) return;
    const reason = t('keys.rename.inside');
    throw new ElektraError('KEY_NAME_INVALID', reason, { data: { key: inside.target, reason } });
  }

  return { place, carryOut };
}
