export type KeyNameProblemCode =
  | 'NO_NAMESPACE'
  | 'UNKNOWN_NAMESPACE'
  | 'MISSING_SLASH'
  | 'BAD_ESCAPE'
  | 'TRAILING_BACKSLASH'
  | 'ZERO_BYTE'
  | 'LONE_SURROGATE'
  | 'ILLEGAL_PART';

/** Where in the text the problem is: the part as it was written, and the index in UTF-16 units. */
interface Place {
  readonly part?: string;
  readonly index?: number;
}

/** Why a text is no legal key name. The message is a sentence for the person who wrote it and says what to do. */
export class KeyNameProblem extends Error {
  override readonly name = 'KeyNameProblem';
  readonly code: KeyNameProblemCode;
  readonly part: string | undefined;
  readonly index: number | undefined;

  constructor(code: KeyNameProblemCode, message: string, place: Place = {}) {
    super(message);
    this.code = code;
    this.part = place.part;
    this.index = place.index;
  }
}
