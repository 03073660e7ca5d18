import type { KdbRun } from './ports.ts';

/** One of Elektra's own errors: https://www.libelektra.org/devguidelines/error-categorization */
export interface KdbWords {
  readonly number: string;
  readonly description: string;
  readonly reason: string;
  readonly mountPoint: string | null;
  readonly file: string | null;
}

/** What a run of the command means. */
export type KdbVerdict =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly words: KdbWords }
  | { readonly kind: 'invalid name'; readonly reason: string }
  | { readonly kind: 'no key' }
  | { readonly kind: 'no metakey' }
  /** The command itself did not work: it is missing, was ended, or says something unknown. */
  | { readonly kind: 'failed'; readonly reason: string };

const ERROR = /^Sorry, module .+ issued the error (C\d{5}):\n([^]*)$/m;
const WARNING = /^ ?\d+: Module .+ issued the warning (C\d{5}):\n\t([^]*?)(?=\n ?\d+: Module |\nSorry, |\n*$(?![^]))/gm;
/** A write that Elektra only warns about, and does not make. */
const NOT_STORED = /changes will not be stored/i;
const LONGEST_REASON = 4_000;

/** Judged by exit code and standard error together: some failures exit with 0, and warnings alone are none. Source: recorded runs of 0.11.0. */
export function verdictOf({ code, stderr: said, failure }: KdbRun): KdbVerdict {
  const error = ERROR.exec(said);
  if (error !== null) return refusal(error[1], error[2], said);
  if (failure !== null) return { kind: 'failed', reason: failure };
  if (code === 7) return { kind: 'invalid name', reason: nameProblemIn(said) };
  if (code === 11) return { kind: 'no key' };
  if (code === 12) return { kind: 'no metakey' };
  if (code !== 0) return { kind: 'failed', reason: `kdb ended with code ${code}: ${plainReason(said)}` };
  const unstored = [...said.matchAll(WARNING)].find(([, , text = '']) => NOT_STORED.test(text));
  return unstored === undefined ? { kind: 'done' } : refusal(unstored[1], unstored[2], said);
}

function refusal(number = '', text = '', said: string): KdbVerdict {
  const [, words = text, verboseMountPoint, verboseFile] =
    /^([^]*?)\n\t?Mountpoint: (.*)\n\t?Configfile: (.*)/.exec(text) ?? [];
  const [, description = '', reason = words] = /^([A-Z][\w -]*?): ([^]*)$/.exec(words) ?? [];
  return {
    kind: 'refused',
    words: {
      number,
      description,
      reason: plainReason(reason),
      mountPoint: verboseMountPoint ?? /\bmountpoint '([^']+)'/.exec(said)?.[1] ?? null,
      file: verboseFile === undefined ? null : withoutTemporaryEnding(verboseFile),
    },
  };
}

/** Elektra writes beside the file first: `val.conf.31645:1795341898.270493.tmp`. */
function withoutTemporaryEnding(file: string): string {
  return file.replace(/\.\d+:\d+\.\d+\.tmp$/, '');
}

function nameProblemIn(said: string): string {
  const [, problem = said] = /Invalid Keyname: ([^]*?)(?:\nPlease report the issue|$)/.exec(said) ?? [];
  return plainReason(problem);
}

function plainReason(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'it says nothing more';
  return trimmed.length > LONGEST_REASON ? `${trimmed.slice(0, LONGEST_REASON)}…` : trimmed;
}
