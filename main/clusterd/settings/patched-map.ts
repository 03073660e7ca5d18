/** A map over another one, which it leaves as it is: some keys have another value, are added or are gone. Costs what is different. */
export class PatchedMap<K, V> implements ReadonlyMap<K, V> {
  private readonly patch = new Map<K, { readonly value: V } | null>();
  private readonly base: ReadonlyMap<K, V>;

  constructor(base: ReadonlyMap<K, V>) {
    this.base = base;
  }

  set(key: K, value: V): void {
    this.patch.set(key, { value });
  }

  delete(key: K): void {
    this.patch.set(key, null);
  }

  get(key: K): V | undefined {
    const own = this.patch.get(key);
    return own === undefined ? this.base.get(key) : own?.value;
  }

  has(key: K): boolean {
    const own = this.patch.get(key);
    return own === undefined ? this.base.has(key) : own !== null;
  }

  get size(): number {
    let size = this.base.size;
    for (const [key, own] of this.patch) size += (own === null ? 0 : 1) - (this.base.has(key) ? 1 : 0);
    return size;
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.base) {
      const own = this.patch.get(key);
      if (own === undefined) yield [key, value];
      else if (own !== null) yield [key, own.value];
    }
    for (const [key, own] of this.patch) if (own !== null && !this.base.has(key)) yield [key, own.value];
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  forEach(work: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) work(value, key, this);
  }
}
