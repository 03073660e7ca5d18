/** The classes of POSIX; RE2 has them for ASCII, and these for all characters. */
const WIDE: Readonly<Record<string, string>> = {
  alpha: String.raw`\p{L}\p{M}\p{Nd}\p{Nl}\p{So}`,
  alnum: String.raw`\p{L}\p{M}\p{N}\p{So}`,
  upper: String.raw`\p{Lu}\p{Lt}`,
  lower: String.raw`\p{Ll}`,
  digit: '',
  xdigit: '',
  space: String.raw`\p{Z}`,
  blank: String.raw`\p{Zs}`,
  punct: String.raw`\p{P}\p{S}\p{M}\p{N}`,
  print: String.raw`\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}`,
  graph: String.raw`\p{L}\p{M}\p{N}\p{P}\p{S}`,
  cntrl: String.raw`\p{C}\p{Zl}\p{Zp}`,
};

export interface Bracket {
  readonly re2: string;
  /** Behind the closing bracket. */
  readonly end: number;
}

/**
 * The bracket expression that begins at `start`, behind its `[`, in RE2's syntax; null when it does not end or holds what RE2 does not have. A backslash
 * is an ordinary character here, and so is a `]` that comes first.
 */
export function readBracket(
  source: string,
  start: number,
  options: { readonly wide: boolean; readonly byLines: boolean },
): Bracket | null {
  const negated = source[start] === '^';
  let at = negated ? start + 1 : start;
  let members = negated && options.byLines ? String.raw`\n` : '';
  for (let isFirst = true; isFirst || source[at] !== ']'; isFirst = false) {
    if (at >= source.length) return null;
    const name = /^\[:([a-z]+):\]/.exec(source.slice(at, at + 12))?.[1];
    if (name !== undefined) {
      const wide = Object.hasOwn(WIDE, name) ? WIDE[name] : undefined;
      // What is in a class beyond ASCII differs among hosts, so nothing can be said about what is not in it.
      if (wide === undefined || (negated && options.wide)) return null;
      members += `[:${name}:]${options.wide ? wide : ''}`;
      at += name.length + 4;
      continue;
    }
    if (/^\[[.=:]/.test(source.slice(at, at + 2))) return null;
    const from = String.fromCodePoint(source.codePointAt(at) ?? 0);
    at += from.length;
    members += literal(from);
    if (source[at] !== '-' || source[at + 1] === ']' || at + 1 >= source.length) continue;
    const to = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
    if (to === '[' || to < from) return null;
    members += `-${literal(to)}`;
    at += 1 + to.length;
  }
  return { re2: `[${negated ? '^' : ''}${members}]`, end: at + 1 };
}

/** A character that stands for itself. */
export function literal(character: string): string {
  return /^[!-/:-@[-`{-~]$/.test(character) ? `\\${character}` : character;
}
