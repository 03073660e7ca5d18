/** The names that contain every word of the filter, without regard to case. An empty filter takes all. */
export function filterNames(names: readonly string[], filter: string): readonly string[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return names;
  return names.filter((name) => {
    const lower = name.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}
