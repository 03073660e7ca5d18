import { isElektraError } from '#shared/errors/elektra-error.ts';

/** Elektra's own words of a refusal, unaltered. */
export interface Rejection {
  /** For example `C03200 Validation Semantic: Value '99' … not within range 1-10`. Without the lines that only repeat mount point and file. */
  readonly words: string;
  readonly mountPoint: string | null;
  readonly file: string | null;
}

/** Null when the error is not one of Elektra's. */
export function rejectionOf(error: unknown): Rejection | null {
  if (!isElektraError(error, 'ELEKTRA_REJECTED') || error.data === undefined) return null;
  const { number, description, reason, mountPoint, file } = error.data;
  const head = [number, description].filter((part) => part !== null && part !== '').join(' ');
  const said = withoutPlace(reason, [`Mountpoint: ${mountPoint}`, `Configfile: ${file}`]);
  return { words: head === '' ? said : `${head}: ${said}`, mountPoint, file };
}

/** libelektra ends its words with the place, which is shown on its own. */
function withoutPlace(reason: string, place: readonly string[]): string {
  const lines = reason.split('\n');
  while (lines.length > 1 && place.includes(lines.at(-1)?.trim() ?? '')) lines.pop();
  return lines.join('\n');
}
