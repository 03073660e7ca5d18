/** So much goes over the channel at once, by `weightOf`: it clones what it carries in one step, which takes a millisecond or two. */
export const AT_ONCE = 4000;

/** An object costs more to clone than a text. */
const OBJECT = 4;
/** So many UTF-16 units of a text cost as much as one more text. */
const TEXT_UNITS = 256;

/** What it costs to clone plain data, about; counted up to `limit`, and as more than that when it is more. */
export function weightOf(value: unknown, limit = AT_ONCE): number {
  if (typeof value === 'string') return 1 + value.length / TEXT_UNITS;
  if (typeof value !== 'object' || value === null) return 1;
  let weight = OBJECT;
  // Also of what holds itself.
  if (weight > limit) return weight;
  for (const part of Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)) {
    weight += weightOf(part, limit - weight);
    if (weight > limit) return weight;
  }
  return weight;
}
