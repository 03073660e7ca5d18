/**
 * Where clusterd keeps in a database what says which one it is. The key and everything below it are clusterd's own: people neither see nor change
 * them, and no setting reaches them.
 */
export const IDENTITY_KEY = 'user:/sw/elektra/web/#0/current/identity';

const BELOW = `${IDENTITY_KEY}/`;

/** Whether a canonical name belongs to clusterd alone. */
export function isOwnKey(name: string): boolean {
  return name.startsWith(IDENTITY_KEY) && (name.length === IDENTITY_KEY.length || name.startsWith(BELOW));
}
