export type PassphraseStrength = 'weak' | 'fair' | 'strong';

/** Bits that take a well-equipped guesser days against the slow hash of the file, and more than a lifetime. */
const FAIR_BITS = 45;
const STRONG_BITS = 70;

const KINDS = [
  { pattern: /\p{Ll}/u, size: 26 },
  { pattern: /\p{Lu}/u, size: 26 },
  { pattern: /\d/, size: 10 },
  { pattern: /[^\p{Ll}\p{Lu}\d]/u, size: 20 },
] as const;

/**
 * A hint, no proof: how many different characters of how many kinds. Repetition and runs such as `abcd` or `1234` count little, known words are not
 * recognised.
 */
export function passphraseStrength(text: string): PassphraseStrength {
  const characters = [...text];
  const pool = KINDS.reduce((sum, { pattern, size }) => (pattern.test(text) ? sum + size : sum), 0);
  const counted = characters.filter((character, at) => !continues(characters[at - 1], character)).length;
  const bits = Math.min(counted, 2 * new Set(characters).size) * Math.log2(Math.max(pool, 1)) * 0.8;
  if (bits < FAIR_BITS) return 'weak';
  return bits < STRONG_BITS ? 'fair' : 'strong';
}

function continues(before: string | undefined, character: string): boolean {
  const step = (character.codePointAt(0) ?? 0) - (before?.codePointAt(0) ?? -9);
  return Math.abs(step) <= 1;
}
