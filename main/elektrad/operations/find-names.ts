import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { compilePattern, type Pattern } from '#shared/model/pattern.ts';
import type { ReadContext } from './context.ts';
import { createPace } from '../../platform/pace.ts';

/** So many names take the dearest expression some milliseconds. */
const SLICE = 128;

/** The names that match an expression anywhere. RE2 takes time by the length of a name, whatever the expression is. */
export function findNames({ store, ticks }: ReadContext): Handler<ElektradContract['kdb.find']> {
  return async ({ query }, { signal }) => {
    const expression = compiled(query);
    const pace = createPace(ticks, signal);
    const names = store.names(null);
    const found: KeyName[] = [];
    for (let at = 0; at < names.length; at += SLICE) {
      for (const name of names.slice(at, at + SLICE)) if (expression.test(name)) found.push(name);
      if (pace.isDue()) await pace.rest();
    }
    return found;
  };
}

function compiled(query: string): Pattern {
  const compilation = compilePattern(query);
  if (compilation.ok) return compilation.pattern;
  const { reason } = compilation;
  throw new ElektraError(
    'QUERY_INVALID',
    `The search is no regular expression (RE2 syntax): ${reason}. Correct it, or write a backslash before characters that are meant as they are.`,
    { data: { query, reason } },
  );
}
