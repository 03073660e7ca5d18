/** Keys of `spec:` before all others, which they speak of; otherwise in the order given. */
export function specFirst<T extends { readonly name: string }>(keys: readonly T[]): readonly T[] {
  const [specs, others]: [T[], T[]] = [[], []];
  for (const key of keys) (key.name.startsWith('spec:/') ? specs : others).push(key);
  return specs.length === 0 ? others : specs.concat(others);
}
