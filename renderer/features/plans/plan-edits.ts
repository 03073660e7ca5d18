import type { ClusterEdit } from '#shared/clusterd/edits.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { isAtOrBelowText } from '../../stores/key-text.ts';

/** Whether an edit takes something from what the cluster sets, so that a person decides if it stays on the members. */
export function canKeep(edit: ClusterEdit): boolean {
  return edit.kind === 'remove' || (edit.kind === 'meta' && edit.meta.some(({ value }) => value === null));
}

export function withKept(edits: readonly ClusterEdit[], keep: boolean): readonly ClusterEdit[] {
  return edits.map((edit) => (edit.kind === 'remove' || edit.kind === 'meta' ? { ...edit, keep } : edit));
}

/** The edits but those at or below some keys. */
export function withoutKeys(edits: readonly ClusterEdit[], keys: ReadonlySet<string>): readonly ClusterEdit[] {
  if (keys.size === 0) return edits;
  return edits.filter((edit) => !('key' in edit) || ![...keys].some((key) => isAtOrBelowText(edit.key, key)));
}

/** One line of what edits do to what a cluster sets. */
export interface EditLine {
  readonly kind: ClusterEdit['kind'];
  /** A key, or a key's metakey in `metakey`. */
  readonly key?: string;
  readonly metakey?: string;
  /** null: nothing is set there any more. Absent where only the name counts. */
  readonly value?: string | null;
  /** The other name, or the other cluster. */
  readonly target?: string | null;
  /** Who joins or leaves. */
  readonly instances?: readonly InstanceId[];
}

export function editLines(edits: readonly ClusterEdit[]): readonly EditLine[] {
  return edits.flatMap((edit): readonly EditLine[] => {
    switch (edit.kind) {
      case 'set': {
        const meta = Object.entries(edit.meta ?? {}).map(([metakey, value]) => ({ metakey, value }));
        const { kind, key } = edit;
        const own = edit.value === null && meta.length > 0 ? [] : [{ kind, key, value: edit.value }];
        return [...own, ...meta.map((each) => ({ kind, key, ...each }))];
      }
      case 'meta':
        return edit.meta.map(({ key: metakey, value }) => ({ kind: edit.kind, key: edit.key, metakey, value }));
      case 'remove':
        return [{ kind: edit.kind, key: edit.key, value: null }];
      case 'move':
      case 'copy':
        return [{ kind: edit.kind, key: edit.key, target: edit.target }];
      case 'shift':
        return [{ kind: edit.kind, key: edit.key, target: edit.to }];
      case 'join':
      case 'leave':
        return [{ kind: edit.kind, instances: edit.instanceIds }];
      case 'place':
        return [{ kind: edit.kind, target: edit.parentId }];
    }
  });
}
