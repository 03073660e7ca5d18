import { ElektraError } from '#shared/errors/elektra-error.ts';

/** One thing that is wrong with an input: where (`[]` is the input itself) and what. */
export interface InputIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** How many issues are told; a body of a megabyte can have as many. */
const ISSUES_TOLD = 20;
/** The longest path and message of an issue, in UTF-16 units; both may repeat what was sent. */
const WORDS_TOLD = 200;

export function invalidInput(issues: readonly InputIssue[]): ElektraError<'INVALID_INPUT'> {
  const told = issues
    .slice(0, ISSUES_TOLD)
    .map(({ path, message }) => ({ path: shortened(path.map(String).join('.')), message: shortened(message) }));
  const sentences = told.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new ElektraError('INVALID_INPUT', `The request does not fit. ${sentences.join('; ')}`, {
    data: { issues: told },
  });
}

/** The error for one field (`''`: the request as a whole). */
export function invalidField(field: string, message: string): ElektraError<'INVALID_INPUT'> {
  return invalidInput([{ path: field === '' ? [] : [field], message }]);
}

function shortened(text: string): string {
  return text.length <= WORDS_TOLD ? text : `${text.slice(0, WORDS_TOLD - 1)}…`;
}
