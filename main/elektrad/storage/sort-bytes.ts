import { keyNameOf, type KeyName } from '#shared/model/key-name.ts';
import { NAMESPACES } from '#shared/model/namespace.ts';

const PREFIXES = NAMESPACES.map((namespace) => (namespace === 'cascading' ? '' : `${namespace}:`));
const ZERO = 0x00;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const NUMBER_SIGN = 0x23;
const PERCENT = 0x25;
const DOT = 0x2e;

/** The name that `keySortBytes` made these bytes of. Listings read every name through here, so plain ones are not taken apart. */
export function nameOfSortBytes(bytes: Uint8Array): KeyName {
  const namespace = (bytes[0] ?? 0) - 1;
  const prefix = PREFIXES[namespace];
  if (prefix === undefined) throw new RangeError(`The stored key begins with ${bytes[0]}, which is no namespace.`);
  if (bytes.length === 1) return `${prefix}/` as KeyName;
  if (isPlain(bytes)) return `${prefix}${plainPath(bytes)}` as KeyName;
  const parts = Buffer.from(bytes).toString('utf8', 2).split('\0');
  return keyNameOf(NAMESPACES[namespace] ?? 'cascading', parts);
}

/** Whether every part reads the same escaped. It may miss a part that does, it never takes one that does not. */
function isPlain(bytes: Uint8Array): boolean {
  for (let at = 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === SLASH || byte === BACKSLASH) return false;
    if (byte !== ZERO) continue;
    const first = bytes[at + 1];
    if (first === undefined || first === ZERO || first === DOT || first === PERCENT) return false;
    // `#` is plain before an underscore (`#_10`) and alone with a digit (`#0`), not as `#10`.
    if (first === NUMBER_SIGN && isDigit(bytes[at + 2]) && isDigit(bytes[at + 3])) return false;
  }
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function plainPath(bytes: Uint8Array): string {
  const path = Buffer.allocUnsafe(bytes.length - 1);
  let isAscii = true;
  for (let at = 0; at < path.length; at += 1) {
    const byte = bytes[at + 1] ?? ZERO;
    if (byte >= 0x80) isAscii = false;
    path[at] = byte === ZERO ? SLASH : byte;
  }
  return path.toString(isAscii ? 'latin1' : 'utf8');
}
