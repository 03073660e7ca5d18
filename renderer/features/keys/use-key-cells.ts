import { useI18n } from 'vue-i18n';
import { arrayIndexOf, isArrayPart } from '#shared/model/array-part.ts';
import { isBinary, isSecret, type KeyState, type Metadata } from '#shared/model/key.ts';
import type { KeyLock } from '#shared/model/key-lock.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { splitKeyName } from '../../components/key-name-parts.ts';
import { useCounted } from '../../composables/use-counted.ts';
import { useClustersStore } from '../../stores/clusters-store.ts';
import { useDraftsStore } from '../../stores/drafts-store.ts';
import { useKeyClipboardStore } from '../../stores/key-clipboard-store.ts';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useSavesStore } from '../../stores/saves-store.ts';
import { isClusterSubject } from '../../stores/subject.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import { isRemoveRestricted, isWriteRestricted, typeOf } from '../key-panel/value-type.ts';
import type { KeyRow } from './key-rows.ts';
import { partOf } from './key-tree.ts';
import { shownDifference } from './shown-difference.ts';
import { firstLine, MASK, titleOf } from './value-words.ts';

export interface NameInCell {
  readonly prefix: string;
  readonly last: string;
  readonly isElement: boolean;
  readonly isDeprecated: boolean;
  /** Waits to be moved away. */
  readonly isCut: boolean;
  readonly tags: readonly ('array' | 'restricted' | 'secret' | 'binary' | 'deprecated')[];
}

/** `text` is a value, `words` are ours about one, `bar` is how wide a bar stands for one that is being read. */
export interface ValueInCell {
  readonly text?: string;
  readonly old?: string;
  readonly words?: string;
  readonly bar?: number;
  readonly title?: string | undefined;
}

export interface KindInCell {
  readonly text: string;
  readonly tone: 'plain' | 'wait' | 'bad';
  readonly mark?: 'conflict' | 'rejected' | 'locked';
  /** Elektra's own word. */
  readonly isType?: boolean;
}

export type KeyCells = ReturnType<typeof useKeyCells>;

const NO_META: Metadata = {};

/** What the cells of a row say. Made once for the grid: rows come and go by the hundred while it is scrolled. */
export function useKeyCells() {
  const { t } = useI18n();
  const counted = useCounted();
  const clipboard = useKeyClipboardStore();
  const clusters = useClustersStore();
  const drafts = useDraftsStore();
  const keys = useKeysStore();
  const saves = useSavesStore();
  const values = useValuesStore();

  function nameOf({ id, label, node }: KeyRow): NameInCell {
    const meta = values.states.get(id)?.meta ?? NO_META;
    const { prefix, last } = splitKeyName(label);
    const first = node.children[0];
    const tags = {
      array: 'array' in meta || (first !== undefined && isArrayPart(partOf(first))),
      restricted: isWriteRestricted(meta) || isRemoveRestricted(meta),
      secret: isSecret(meta),
      binary: isBinary(meta),
      deprecated: 'deprecated' in meta,
    };
    return {
      prefix: prefix.join(''),
      last,
      isElement: prefix.length === 0 && last.startsWith('#'),
      isDeprecated: tags.deprecated,
      isCut: clipboard.isCut(keys.subjectId, id),
      tags: (Object.keys(tags) as (keyof typeof tags)[]).filter((tag) => tags[tag]),
    };
  }

  function valueOf(row: KeyRow): ValueInCell {
    if (row.group && !row.node.isKey) return { words: namespaceWords(row.label) };
    const state = values.states.get(row.id);
    const draft = keys.subjectId === null ? undefined : drafts.get(keys.subjectId, row.id);
    const secret = draft?.secret ?? isSecret(state?.meta ?? NO_META);
    const shown = (value: string): string => (secret && value !== '' ? MASK : firstLine(value));
    if (draft !== undefined) {
      if (draft.value === draft.base || secret) {
        const old = draft.value === draft.base ? {} : { old: shown(draft.base) || t('keys.value.empty') };
        return { text: shown(draft.value), ...old };
      }
      const both = shownDifference(draft.base, draft.value);
      return { text: both.after, old: both.before || t('keys.value.empty') };
    }
    const elements = state?.value ? null : elementsOf(row, state);
    if (elements !== null) return { words: counted('keys.value.list', elements) };
    if (!row.node.isKey) return {};
    if (state === undefined) {
      // Bars of different lengths, the same for the same name.
      return values.failures.has(row.id)
        ? { words: t('keys.value.notRead') }
        : { bar: 40 + ((row.label.length * 37) % 80) };
    }
    if (!state.exists) return { words: t('keys.value.gone') };
    if (state.value === undefined) return secret ? { text: MASK } : { words: t('keys.value.binary') };
    if (state.value === '') return { words: t('keys.value.empty') };
    const lines = secret ? 1 : state.value.split('\n').length;
    const more = lines > 1 ? { words: counted('keys.value.lines', lines) } : {};
    return { text: shown(state.value), title: secret ? undefined : titleOf(state.value), ...more };
  }

  function kindOf(row: KeyRow): KindInCell {
    const id = keys.subjectId;
    const phase = id === null ? undefined : saves.get(id, row.id)?.phase;
    if (phase === 'saving') return { text: t('keys.edit.saving'), tone: 'plain' };
    if (phase === 'conflict') return { text: t('keys.edit.conflict'), tone: 'wait', mark: 'conflict' };
    if (phase === 'rejected' || phase === 'failed')
      return { text: t('keys.edit.notSaved'), tone: 'bad', mark: 'rejected' };
    if (id !== null && drafts.has(id, row.id)) return { text: t('keys.edit.edited'), tone: 'wait' };
    if (clipboard.isCut(id, row.id)) return { text: t('keys.edit.cut'), tone: 'plain' };
    const lock = values.states.get(row.id)?.lockedBy;
    if (lock !== undefined) return { text: lockWords(lock), tone: 'plain', mark: 'locked' };
    const counted = keysIn(row);
    if (counted !== '') return { text: counted, tone: 'plain' };
    return { text: typeOf(values.states.get(row.id)?.meta ?? NO_META) ?? '', tone: 'plain', isType: true };
  }

  /** Above a cluster: where it is inherited from. */
  function lockWords({ clusterId, clusterName, metakeys }: KeyLock): string {
    const name = clusters.byId.get(clusterId)?.name ?? (clusterName || clusterId);
    if (keys.subjectId !== null && isClusterSubject(keys.subjectId)) return t('keys.lock.inherited', { name });
    return metakeys === null ? name : t('keys.lock.metadata', { name });
  }

  /** How many keys a namespace or a closed row holds. */
  function keysIn({ group, expanded, node }: KeyRow): string {
    if (group && node.keys === 0) return t('keys.empty.namespace');
    const hidden = node.children.length > 0 && !expanded;
    return group || hidden ? counted('keys.count', node.keys) : '';
  }

  function namespaceWords(label: string): string {
    const namespace = namespaceOf(label);
    return namespace === null ? '' : t(`keys.namespace.${namespace}`);
  }

  return { nameOf, valueOf, kindOf };
}

/** How many elements an array has, as its metadata say or as there are; null for what is no array. */
function elementsOf({ node }: KeyRow, state: KeyState | undefined): number | bigint | null {
  const last = state?.meta['array'];
  if (last !== undefined) return last === '' ? 0 : (arrayIndexOf(last) ?? -1n) + 1n;
  const isArray = node.children.length > 0 && node.children.every((child) => isArrayPart(partOf(child)));
  return isArray ? node.children.length : null;
}
