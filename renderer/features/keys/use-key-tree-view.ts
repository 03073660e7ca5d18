import { computed, markRaw, shallowRef, watch, type Ref } from 'vue';
import { useKeysStore } from '../../stores/keys-store.ts';
import { useOpenRowsStore } from '../../stores/open-rows-store.ts';
import { expandAtFirst } from './expand-at-first.ts';
import { filterNames } from './key-filter.ts';
import { flattenNodes, withRowToggled, type KeyRow } from './key-rows.ts';
import { ancestorsOf, buildKeyTree, findNode } from './key-tree.ts';

/** Shown even when they are empty: what a host stores. */
const NAMESPACE_ROOTS = ['spec:/', 'dir:/', 'user:/', 'system:/'];

/** The rows of the key tree of the open subject. While a filter is set, all that it leaves is open and can be closed on its own. */
export function useKeyTreeView(filter: Ref<string>) {
  const keys = useKeysStore();
  const openRows = useOpenRowsStore();
  const tree = computed(() => markRaw(buildKeyTree(keys.names, NAMESPACE_ROOTS)));
  const matching = computed(() => (filter.value.trim() === '' ? null : filterNames(keys.names, filter.value)));
  const shownTree = computed(() =>
    matching.value === null ? tree.value : markRaw(buildKeyTree(matching.value, [], (name) => keys.has(name))),
  );
  const rows = shallowRef<readonly KeyRow[]>([]);
  let open: ReadonlySet<string> = new Set();
  let closedWhileFiltered = new Set<string>();

  watch(
    shownTree,
    () => {
      closedWhileFiltered = new Set();
      open = openOf(keys.subjectId);
      rows.value = flattenNodes(shownTree.value.roots, 1, isExpanded);
    },
    { immediate: true },
  );

  function isExpanded(name: string): boolean {
    return matching.value === null ? open.has(name) : !closedWhileFiltered.has(name);
  }

  function openOf(subjectId: string | null): ReadonlySet<string> {
    if (subjectId === null) return new Set();
    const known = openRows.get(subjectId);
    if (known !== undefined || keys.names.length === 0) return known ?? new Set();
    const first = expandAtFirst(tree.value);
    openRows.set(subjectId, first);
    return first;
  }

  function toggle(row: KeyRow, expanded: boolean): void {
    if (matching.value !== null) {
      if (expanded) closedWhileFiltered.delete(row.id);
      else closedWhileFiltered.add(row.id);
    } else {
      remember(expanded ? new Set([...open, row.id]) : new Set([...open].filter((name) => name !== row.id)));
    }
    rows.value = withRowToggled(
      rows.value,
      rows.value.findIndex(({ id }) => id === row.id),
      isExpanded,
    );
  }

  function setAll(expanded: boolean): void {
    const all = expanded ? flattenNodes(tree.value.roots, 1, () => true).filter(({ hasChildren }) => hasChildren) : [];
    remember(new Set(all.map(({ id }) => id)));
    rows.value = flattenNodes(shownTree.value.roots, 1, isExpanded);
  }

  /** Opens everything above a name, so that its row is among the rows. */
  function reveal(name: string): void {
    const node = findNode(shownTree.value, name);
    if (node === undefined) return;
    const closed = ancestorsOf(node).filter((above) => !isExpanded(above));
    if (closed.length === 0) return;
    closed.forEach((above) => closedWhileFiltered.delete(above));
    if (matching.value === null) remember(new Set([...open, ...closed]));
    rows.value = flattenNodes(shownTree.value.roots, 1, isExpanded);
  }

  function remember(next: ReadonlySet<string>): void {
    open = next;
    if (keys.subjectId !== null) openRows.set(keys.subjectId, next);
  }

  return { rows, matches: computed(() => matching.value?.length ?? null), toggle, setAll, reveal };
}
