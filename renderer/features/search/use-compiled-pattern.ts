import { shallowRef, watch, type Ref } from 'vue';
import type { Pattern } from '#shared/model/pattern.ts';
import { patternOf, type SearchMode } from './search-pattern.ts';

/** The search as a pattern, for marking what matched: the same engine as clusterd's, loaded when something is searched for first. */
export function useCompiledPattern(text: Ref<string>, mode: Ref<SearchMode>): Readonly<Ref<Pattern | null>> {
  const pattern = shallowRef<Pattern | null>(null);

  watch([text, mode], async ([wanted, how]) => {
    pattern.value = null;
    if (wanted === '') return;
    const { compilePattern } = await import('#shared/model/pattern.ts');
    if (text.value !== wanted || mode.value !== how) return;
    const compiled = compilePattern(patternOf(wanted, how));
    pattern.value = compiled.ok ? compiled.pattern : null;
  });

  return pattern;
}
