import { ClusterEdit } from '#shared/clusterd/edits.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isBinary } from '#shared/model/key.ts';
import type { KeyReading } from '../ports.ts';
import type { SettingRecord } from '../registry/cluster-records.ts';

/** The cluster whose settings these all are. @throws ElektraError INVALID_INPUT */
export function clusterOf(settings: readonly SettingRecord[]): string {
  const clusters = [...new Set(settings.map(({ clusterId }) => clusterId))];
  const [clusterId] = clusters;
  if (clusterId !== undefined && clusters.length === 1) return clusterId;
  throw new ElektraError(
    'INVALID_INPUT',
    `These keys are set by different clusters (${clusters.join(', ')}), and one change is of one cluster. Accept those of one cluster at a time.`,
    { data: { issues: [{ path: 'keys', message: 'are set by different clusters' }] } },
  );
}

/**
 * What makes the setting what the member holds: its value if the cluster sets one, and of metadata what the cluster sets. A metakey that is missing
 * there is no longer set, and goes from the other members as well.
 * @throws ElektraError KEY_NOT_FOUND, VALUE_NOT_CARRIED
 */
export function acceptingEdits({ key, value, meta }: SettingRecord, reading: KeyReading): readonly ClusterEdit[] {
  if (!reading.exists) {
    throw new ElektraError(
      'KEY_NOT_FOUND',
      `The instance has no key ${key}, so there is nothing to accept. Remove the setting from the cluster instead.`,
      { data: { key } },
    );
  }
  if (value !== null && (isBinary(reading.meta) || reading.value === undefined)) {
    throw new ElektraError('VALUE_NOT_CARRIED', `${key} is binary on the instance, which a cluster cannot set.`, {
      data: { key, reason: 'binary' },
    });
  }
  const names = Object.keys(meta);
  const kept = names.filter((name) => Object.hasOwn(reading.meta, name));
  const gone = names.filter((name) => !Object.hasOwn(reading.meta, name));
  const set = {
    kind: 'set',
    key,
    value: value === null ? null : (reading.value ?? ''),
    meta: Object.fromEntries(kept.map((name) => [name, reading.meta[name] ?? ''])),
  };
  const off = { kind: 'meta', key, meta: gone.map((name) => ({ key: name, value: null })), keep: false };
  return (gone.length === 0 ? [set] : [set, off]).map((edit) => ClusterEdit.parse(edit));
}
