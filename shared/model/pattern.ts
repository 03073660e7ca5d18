import { RE2JS, RE2JSException } from 're2js';

/** A compiled regular expression. Testing takes time by the length of the text, at worst times the size of the expression, whatever that is. */
export interface Pattern {
  /** Steps of the compiled expression: 5 for `foo`, hundreds for what repeats by numbers. */
  readonly size: number;
  /** Whether it matches anywhere in the text. */
  test(text: string): boolean;
  /** Where it matches first, in UTF-16 units; null when it does not. */
  find(text: string): { readonly start: number; readonly end: number } | null;
}

export type CompiledPattern =
  { readonly ok: true; readonly pattern: Pattern } | { readonly ok: false; readonly reason: string };

/** How a source that may come from anywhere becomes a pattern; a parameter where the engine is loaded late or not at all. */
export type CompilePattern = (source: string) => CompiledPattern;

/**
 * The field's regular expressions, as elektrad's find has them: Go's RE2 syntax, unanchored, case-sensitive. `reason` says what is wrong with the source.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export const compilePattern: CompilePattern = (source) => {
  try {
    const compiled = RE2JS.compile(source);
    const pattern: Pattern = {
      size: compiled.programSize(),
      test: (text) => compiled.test(text),
      find: (text) => firstMatch(compiled, text),
    };
    return { ok: true, pattern };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, reason: error.message.replace(/^error parsing regexp: /, '') };
  }
};

function firstMatch(compiled: RE2JS, text: string): { readonly start: number; readonly end: number } | null {
  const matcher = compiled.matcher(text);
  return matcher.find() ? { start: matcher.start(), end: matcher.end() } : null;
}
