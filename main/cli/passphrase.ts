import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartRefused } from '#shared/errors/start-refused.ts';

/** The environment variable with the passphrase itself. */
const VARIABLE = 'ELEKTRA_WEB_PASSPHRASE';

export interface PassphraseSource {
  /** A file with it in its first line. */
  readonly file: string | undefined;
  /** Asks a person, who sees nothing of what is typed; null: there is nobody to ask. */
  readonly ask: ((question: string) => Promise<string>) | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** From the file, the environment, or a person, who is asked twice where it is a new one. @throws StartRefused */
export async function passphraseFrom({ file, ask, environment }: PassphraseSource, isNew: boolean): Promise<string> {
  if (file !== undefined) return firstLineOf(file);
  const given = environment[VARIABLE];
  if (given !== undefined && given !== '') return given;
  if (ask === null) {
    throw new StartRefused(`A passphrase is needed. Give it with --passphrase-file, or in ${VARIABLE}.`);
  }
  const passphrase = await ask('Passphrase: ');
  if (isNew && (await ask('Once more: ')) !== passphrase) {
    throw new StartRefused('The two were not the same. Nothing was written; try again.');
  }
  return passphrase;
}

/** Asks on the terminal of this process; null: it has none. */
export function terminalAsk(): PassphraseSource['ask'] {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return null;
  return async (question) => {
    // What is typed is shown by nobody: the terminal leaves it to this reader, whose output goes nowhere.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const reader = createInterface({ input: stdin, output: nowhere, terminal: true });
    stderr.write(question);
    const left = new AbortController();
    reader.once('SIGINT', () => left.abort());
    reader.once('close', () => left.abort());
    try {
      return await reader.question('', { signal: left.signal });
    } catch (cause) {
      throw new StartRefused('No passphrase was given. Nothing was changed.', { cause });
    } finally {
      reader.close();
      stderr.write('\n');
    }
  };
}

async function firstLineOf(file: string): Promise<string> {
  try {
    const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/);
    return line;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new StartRefused(`The file of --passphrase-file cannot be read: ${file} (${code}).`, { cause });
  }
}
