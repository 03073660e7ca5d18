/** How many bytes a text takes as UTF-8. The text must be well-formed: lone surrogates are refused where names are parsed. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two of the pair's four bytes.
    if (unit >= 0x80) length += unit < 0x800 || isSurrogate(unit) ? 1 : 2;
  }
  return length;
}

/** Writes a well-formed text as UTF-8 into `bytes` from `start` on. By hand, because `shared` knows no TextEncoder. */
export function writeUtf8(text: string, bytes: Uint8Array, start: number): void {
  let to = start;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[to++] = code;
    } else if (code < 0x800) {
      bytes[to++] = 0xc0 | (code >> 6);
      bytes[to++] = 0x80 | (code & 0x3f);
    } else if (!isSurrogate(code)) {
      bytes[to++] = 0xe0 | (code >> 12);
      bytes[to++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[to++] = 0x80 | (code & 0x3f);
    } else {
      at += 1;
      const point = 0x10000 + ((code & 0x3ff) << 10) + (text.charCodeAt(at) & 0x3ff);
      bytes[to++] = 0xf0 | (point >> 18);
      bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[to++] = 0x80 | (point & 0x3f);
    }
  }
}

/**
 * Gives UTF-16 units numbers that compare as the UTF-8 bytes of their characters do: UTF-16 puts the surrogates, which stand for the characters
 * beyond U+FFFF, before U+E000, UTF-8 puts those characters last.
 */
export function utf8Rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}
