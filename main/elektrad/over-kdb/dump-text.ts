/**
 * A text of a dump: a string where it is UTF-8, otherwise its bytes (Latin-1 comments of an old file, for instance), so that what is read can be
 * written again as it was.
 */
export type DumpText = string | Uint8Array;

// A leading byte order mark is part of the text.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Short texts without other characters are most of a dump; for them this is several times faster than the decoder. */
const SHORT = 48;

export function textOf(bytes: Uint8Array): DumpText {
  const ascii = bytes.length <= SHORT ? asciiText(bytes) : null;
  if (ascii !== null) return ascii;
  try {
    return strict.decode(bytes);
  } catch {
    // No UTF-8: it stays what it is.
    return bytes.slice();
  }
}

export function bytesOfText(text: DumpText): Uint8Array {
  return typeof text === 'string' ? encoder.encode(text) : text;
}

/** For people: what is no UTF-8 is shown as U+FFFD. */
export function shownText(text: DumpText): string {
  return typeof text === 'string' ? text : lenient.decode(text);
}

export function isSameText(a: DumpText, b: DumpText): boolean {
  return typeof a === 'string' || typeof b === 'string' ? a === b : areSameBytes(a, b);
}

export function areSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function asciiText(bytes: Uint8Array): string | null {
  let text = '';
  for (const byte of bytes) {
    if (byte > 0x7f) return null;
    text += String.fromCharCode(byte);
  }
  return text;
}
