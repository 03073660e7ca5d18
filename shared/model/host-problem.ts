export type HostProblemCode =
  | 'EMPTY'
  | 'SPACES'
  | 'USER_INFO'
  | 'MISSING_SCHEME'
  | 'OTHER_SCHEME'
  | 'EMPTY_HOST'
  | 'BAD_PORT'
  | 'QUERY'
  | 'FRAGMENT'
  | 'BACKSLASH'
  | 'INVALID';

/** Why a text is no address of an elektrad. Neither message nor suggestion repeats what could be a secret. */
export class HostProblem extends Error {
  override readonly name = 'HostProblem';
  readonly code: HostProblemCode;
  /** What was probably meant, ready to be offered. */
  readonly suggestion: string | undefined;

  constructor(code: HostProblemCode, message: string, suggestion?: string) {
    super(message);
    this.code = code;
    this.suggestion = suggestion;
  }
}
