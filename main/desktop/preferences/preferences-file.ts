import { readFile } from 'node:fs/promises';

/** What a file of preferences holds, as it stands there; nothing for one that is not there. */
export type PreferencesFile =
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, unknown>> }
  /** `reason` continues a sentence. */
  | { readonly kind: 'damaged'; readonly reason: string };

/** A preference is found by its name, whatever else stands beside it. */
export async function readPreferencesFile(path: string): Promise<PreferencesFile> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === null) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'fields', fields: {} };
    return { kind: 'damaged', reason: `cannot be read (${code})` };
  }
}

function parse(text: string): PreferencesFile {
  try {
    // Editors of Windows begin a file with a mark of its encoding.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { kind: 'fields', fields: value as Record<string, unknown> };
    }
    return { kind: 'damaged', reason: 'does not hold a JSON object' };
  } catch (error) {
    if (error instanceof SyntaxError) return { kind: 'damaged', reason: `is not JSON (${error.message})` };
    throw error;
  }
}
