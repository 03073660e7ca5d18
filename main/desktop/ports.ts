import type { Secrets } from '../clusterd/ports/secrets.ts';
import type { UpdateState } from '#shared/desktop/state.ts';

/** What the application asks of Electron; the shell in `main/app` implements it, tests take fakes. */
export interface ShellPorts {
  /** The dialog of the system; null: the person chose none. */
  chooseFile(what: 'certificate' | 'key' | 'authority' | 'new-backup'): Promise<string | null>;
  /** Shows a folder in the file browser of the system. */
  showFolder(folder: string): Promise<void>;
  /** The page is loaded anew: it shows another fleet. */
  reloadWindow(): void;
  /** The proxy that the system uses for an address, as an URL of whatever kind; null: none. */
  systemProxyFor(url: string): Promise<string | null>;
  /** What ships below the application's own code, for example Electron and Chromium. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly updates: Updates;
  /** Whether the system shows the tray. */
  hasTray(): boolean;
}

/** Newer versions of the application. None of these fails: what went wrong is in the state. */
export interface Updates {
  state(): UpdateState;
  onChange(listener: () => void): void;
  check(): Promise<void>;
  download(): Promise<void>;
  install(): void;
}

export interface BackupToWrite {
  /** clusterd's. */
  readonly directory: string;
  readonly file: string;
  /** False: a file of that name is left as it is. */
  readonly replace: boolean;
  readonly passphrase: string;
  /** Where the secrets are that are to be in it; null: they are left out. */
  readonly secrets: Pick<Secrets, 'get'> | null;
  /** How far it is. */
  readonly report: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** Writes one encrypted file of what a clusterd keeps, whether that runs or not. @throws BackupExists, StartRefused that says what to do, CancelledError; then the file is not there, or the one that was there before */
export type WriteBackup = (backup: BackupToWrite) => Promise<void>;
