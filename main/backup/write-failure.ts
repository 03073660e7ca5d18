import { dirname } from 'node:path';
import { StartRefused } from '#shared/errors/start-refused.ts';

/** A backup that could not be written, as a sentence for a person. */
export class BackupNotWritten extends StartRefused {
  /** The system's, for example `ENOSPC`. */
  readonly code: string;
  constructor(message: string, code: string, details?: ErrorOptions) {
    super(message, details);
    this.code = code;
  }
}

/** What the system says of a file that cannot be written, with what to do about it. */
const ADVICE: Readonly<Record<string, (file: string) => string>> = {
  ENOENT: (file) => `the folder ${dirname(file)} is not there. Make it, or choose another one`,
  ENOTDIR: (file) => `${dirname(file)} is no folder. Choose another one`,
  EEXIST: (file) => `${dirname(file)} is no folder. Move it away, or choose another one`,
  EISDIR: () => 'it is a folder. Choose another name',
  ENAMETOOLONG: () => 'the name is too long. Choose a shorter one',
  EACCES: (file) => `you may not write in ${dirname(file)}. Choose another folder`,
  EPERM: (file) => `you may not write in ${dirname(file)}. Choose another folder`,
  EROFS: (file) => `the disk of ${dirname(file)} can only be read. Choose another folder`,
  ENOSPC: (file) => `the disk of ${dirname(file)} is full. Free space, or choose another one`,
  EDQUOT: (file) => `your share of the disk of ${dirname(file)} is used up. Free space, or choose another one`,
  EFBIG: (file) => `it is too large for the disk of ${dirname(file)}. Choose another one`,
  EIO: (file) => `the disk of ${dirname(file)} fails. Choose another one`,
};

/** What goes wrong while `file` is written, as a sentence for a person. What is no failure of the system stays what it is. */
export function writeFailure(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause;
  const code = String(cause.code);
  const advice = ADVICE[code];
  const reason = advice === undefined ? cause.message : advice(file);
  return new BackupNotWritten(`The backup ${file} was not written: ${reason}.`, code, { cause });
}
