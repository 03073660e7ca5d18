import { inSteps, type Pace } from '../pace.ts';
import type { Registry } from '../registry/registry.ts';
import { outlookSteps, type DraftedEdits, type Outlook } from './outlook.ts';

/** So often an outlook is begun anew because the registry has changed meanwhile; then it is made in one step. */
const ATTEMPTS = 3;

class Changed extends Error {}

/**
 * What a draft would do to the registry as it is at one moment; others run while it is thought through.
 * @throws ElektraError as `outlookSteps`; CancelledError
 */
export async function steadyOutlook(
  {
    changes,
    clusters,
  }: { readonly changes: Pick<Registry['changes'], 'seen'>; readonly clusters: Registry['clusters'] },
  draft: DraftedEdits,
  pace: Pace,
): Promise<Outlook> {
  for (let attempt = 1; ; attempt += 1) {
    const seen = changes.seen();
    const steady: Pace = {
      isDue: () => attempt <= ATTEMPTS && pace.isDue(),
      async rest() {
        await pace.rest();
        if (changes.seen() !== seen) throw new Changed();
      },
    };
    try {
      return await inSteps(outlookSteps(clusters, draft), steady);
    } catch (error) {
      if (!(error instanceof Changed)) throw error;
    }
  }
}
