import { useDialogsStore } from '../stores/dialogs-store.ts';
import type { Proposal } from '../stores/proposal.ts';

/** Opens the plan of edits: every change of a cluster goes this way. */
export function useProposeEdits(): (proposal: Proposal) => void {
  const dialogs = useDialogsStore();
  return (proposal) => dialogs.open({ kind: 'plan', proposal });
}
