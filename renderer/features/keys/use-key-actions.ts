import { useClipKeys } from '../../actions/use-clip-keys.ts';
import { useCopyKeyName } from '../../actions/use-copy-key-name.ts';
import { useCopyLink } from '../../actions/use-copy-link.ts';
import { useCreateKey } from '../../actions/use-create-key.ts';
import { useDuplicateKeys } from '../../actions/use-duplicate-keys.ts';
import { useLiftKeys } from '../../actions/use-lift-keys.ts';
import { useMoveKeys } from '../../actions/use-move-keys.ts';
import { useNewArrayElement } from '../../actions/use-new-array-element.ts';
import { usePasteKeys } from '../../actions/use-paste-keys.ts';
import { useRefreshKeys } from '../../actions/use-refresh-keys.ts';
import { useRemoveKeys } from '../../actions/use-remove-keys.ts';
import { useRenameKey } from '../../actions/use-rename-key.ts';
import type { Subject } from '../../stores/subject.ts';

export type KeyActions = ReturnType<typeof useKeyActions>;

/** All that can be done with keys of an instance. `selected` is the one that is shown. */
export function useKeyActions(subject: () => Subject, selected: () => string | null) {
  return {
    create: useCreateKey(),
    element: useNewArrayElement(selected),
    renaming: useRenameKey(),
    duplication: useDuplicateKeys(),
    cut: useClipKeys('cut'),
    copy: useClipKeys('copy'),
    paste: usePasteKeys(),
    move: useMoveKeys(),
    copyName: useCopyKeyName(),
    copyLink: useCopyLink(),
    refresh: useRefreshKeys(),
    removal: useRemoveKeys(),
    lift: useLiftKeys(subject),
  };
}
