import { useErrorWords } from '../../composables/use-error-words.ts';

/** Turns whatever was thrown into what stands below a control: what happened, and why or what to do. Of null: undefined. */
export function useErrorSentence(): (error: unknown) => string | undefined {
  const errorWords = useErrorWords();
  return (error) => {
    if (error === null) return undefined;
    const { title, detail, next } = errorWords(error);
    return `${title} ${detail ?? next}`;
  };
}
