/** One piece of an operation's path: fixed text without slashes, one segment for a field, or all that follows for a field. */
export type PathPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'segment'; readonly field: string }
  | { readonly kind: 'rest'; readonly field: string };

const LONE_SURROGATE = /\p{Surrogate}/u;

/** The pieces of a path such as `/api/instances/:id/kdb/*key`. Throws when `*` is not at the end. */
export function parsePath(path: string): readonly PathPiece[] {
  const pieces = path.split('/').slice(1).map(pieceOf);
  if (pieces.slice(0, -1).some(({ kind }) => kind === 'rest')) {
    throw new Error(`${path}: what begins with * takes everything that follows, so it stands at the end.`);
  }
  return pieces;
}

export function fieldsOfPath(path: string): readonly string[] {
  return parsePath(path).flatMap((piece) => (piece.kind === 'text' ? [] : [piece.field]));
}

/**
 * The path with its fields filled in, each percent-encoded as one segment, or null when a field cannot be sent in it: absent or empty, `.` and
 * `..` (URL parsers resolve them, however they are encoded), or half of a surrogate pair.
 */
export function fillPath(pieces: readonly PathPiece[], input: Readonly<Record<string, unknown>>): string | null {
  let path = '';
  for (const piece of pieces) {
    const segment = piece.kind === 'text' ? piece.text : encodedSegment(input[piece.field]);
    if (segment === null) return null;
    path += `/${segment}`;
  }
  return path;
}

function pieceOf(text: string): PathPiece {
  if (text.startsWith(':')) return { kind: 'segment', field: text.slice(1) };
  if (text.startsWith('*')) return { kind: 'rest', field: text.slice(1) };
  return { kind: 'text', text };
}

function encodedSegment(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  if (text === '' || text === '.' || text === '..' || LONE_SURROGATE.test(text)) return null;
  return encodeURIComponent(text);
}
