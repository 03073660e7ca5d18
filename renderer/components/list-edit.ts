/** One step of editing a list; positions count from 0. */
export type ListEdit =
  | { readonly kind: 'set'; readonly at: number; readonly value: string }
  | { readonly kind: 'insert'; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number };

/** The items after a step. `make` gives an item its value, made anew or from the one before. */
export function editedList<T>(
  items: readonly T[],
  edit: ListEdit,
  make: (value: string, before: T | undefined) => T,
): readonly T[] {
  const next = [...items];
  if (edit.kind === 'set') next.splice(edit.at, 1, make(edit.value, items[edit.at]));
  else if (edit.kind === 'insert') next.splice(edit.at, 0, make('', undefined));
  else {
    const taken = next.splice(edit.at, 1);
    if (edit.kind === 'move') next.splice(edit.to, 0, ...taken);
  }
  return next;
}
