const MOST = 5;

/** The names that somebody may have meant, the nearest first: few letters differ, or the part before the dot is the same. */
export function nearNames(meant: string, names: readonly string[]): readonly string[] {
  const text = meant.toLowerCase();
  const [entity] = text.split('.', 1);
  return names
    .map((name) => ({ name, distance: distance(text, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, text.length / 3) || name.split('.', 1)[0] === entity)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ name }) => name);
}

/** How many letters have to be put in, taken out or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
