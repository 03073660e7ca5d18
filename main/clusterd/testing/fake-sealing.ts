import type { Sealing } from '../ports/sealing.ts';

/** Whoever looks does not see the text, and that is all. */
export function createFakeSealing(): Sealing {
  const mark = 'sealed ';
  const turned = (text: string) => [...text].reverse().join('');
  return {
    ready: async () => ({
      seal: (text) => mark + turned(text),
      unseal: (sealed) => (sealed.startsWith(mark) ? turned(sealed.slice(mark.length)) : null),
    }),
  };
}
