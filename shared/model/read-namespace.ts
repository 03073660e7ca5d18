import { KeyNameProblem } from './key-name-problem.ts';
import { PREFIXED_NAMESPACES, namespaceOf, type Namespace } from './namespace.ts';

/** The namespace that a name begins with. Throws KeyNameProblem with what to write instead. */
export function readNamespace(text: string): Namespace {
  const namespace = namespaceOf(text);
  if (namespace !== null) return namespace;
  const word = /^[^/:]*/.exec(text)?.[0] ?? '';
  const known = PREFIXED_NAMESPACES.find((name) => name === word);
  if (text[word.length] !== ':' || word === '') {
    const advice = known === undefined ? 'Begin it with one, as in user:/sw/app' : `Write ${known}:/ with a colon`;
    throw new KeyNameProblem('NO_NAMESPACE', `The name has no namespace. ${advice}.`, { part: word, index: 0 });
  }
  if (known === undefined) {
    const all = PREFIXED_NAMESPACES.map((name) => `${name}:/`).join(', ');
    throw new KeyNameProblem('UNKNOWN_NAMESPACE', `There is no namespace "${word}". Use one of ${all}.`, {
      part: word,
      index: 0,
    });
  }
  throw new KeyNameProblem('MISSING_SLASH', `Write a slash after the namespace: ${known}:/`, {
    part: word,
    index: word.length + 1,
  });
}
