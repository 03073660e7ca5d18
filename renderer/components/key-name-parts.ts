export interface KeyNameParts {
  /** The parts before the last, each with its slash, so that a line may break after it. */
  readonly prefix: readonly string[];
  readonly last: string;
}

/** Splits after slashes that part the name; an escaped slash (`\/`) belongs to its part. */
export function splitKeyName(name: string): KeyNameParts {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < name.length; index += 1) {
    if (name[index] === '\\') {
      index += 1;
    } else if (name[index] === '/' && index + 1 < name.length) {
      parts.push(name.slice(start, index + 1));
      start = index + 1;
    }
  }
  return { prefix: parts, last: name.slice(start) };
}
