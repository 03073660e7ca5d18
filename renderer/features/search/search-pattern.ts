export type SearchMode = 'plain' | 'regex';

/** Plain text stands for itself in RE2 syntax. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What is asked for: the text itself without regard to case, or the expression as it was written. */
export function patternOf(text: string, mode: SearchMode): string {
  return mode === 'regex' ? text : `(?i)${escapePattern(text)}`;
}
