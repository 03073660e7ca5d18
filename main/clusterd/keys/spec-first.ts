/** Keys of `spec:` before all others, which they speak of; otherwise in the order given. */
export function specFirst<T extends { readonly name: string }>(keys: readonly T[]): readonly T[] {
  const isSpec = ({ name }: T) => name.startsWith('spec:/');
  return [...keys.filter(isSpec), ...keys.filter((key) => !isSpec(key))];
}
