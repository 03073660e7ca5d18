import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { Delivered } from '#shared/clusterd/rollouts.ts';
import type { Call } from '#shared/contract/operation.ts';
import type { ClusterView } from '../registry/cluster-view.ts';
import { commitEdits, type EditsToCommit } from '../settings/commit-edits.ts';
import type { SettingParts } from './settings.ts';

/** What comes with every change of settings. */
interface SettingChange extends Pick<EditsToCommit, 'note' | 'wait'> {
  readonly id: string;
  readonly force?: boolean;
}

/** Of one key, so that it is done at once. */
type Check = (view: ClusterView) => void;

type SettingCommit = (
  act: string,
  change: SettingChange,
  edits: readonly ClusterEdit[],
  call: Pick<Call, 'caller' | 'signal'>,
  check?: Check,
) => Promise<Delivered>;

/** How acts on settings become changes, in the name of who asks. */
export function settingCommits({ registry, delivering }: Pick<SettingParts, 'registry' | 'delivering'>): SettingCommit {
  return (act, { id, note, wait, force = false }, edits, { caller, signal }, check) =>
    commitEdits(
      { registry, delivering },
      { act, clusterId: id, edits, by: caller?.name ?? '', note, wait, force, check: check && inOneStep(check) },
      signal,
    );
}

function inOneStep(check: Check): NonNullable<EditsToCommit['check']> {
  return function* (view) {
    check(view);
    yield;
  };
}
