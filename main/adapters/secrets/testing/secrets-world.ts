import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSilentLog } from '../../../clusterd/testing/silent-log.ts';
import { openMovableSecrets } from '../movable-secrets.ts';
import { createFakeKeychain, type FakeKeychain } from './fake-keychain.ts';

/** A machine with a keychain and a directory, on which processes start and end. */
export class SecretsWorld {
  directory = '';
  keychain: FakeKeychain = createFakeKeychain();
  /** Milliseconds. */
  time = 0;
  readonly #directories: string[] = [];

  /** Another one, on which nothing is yet. */
  async anew(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), 'elektra-web-movable-'));
    this.#directories.push(this.directory);
    this.keychain = createFakeKeychain();
  }

  get file(): string {
    return join(this.directory, 'secrets.json');
  }

  /** A process that starts on what is there. */
  start(wanted: 'auto' | 'keychain' | 'file' = 'auto') {
    const { keychain } = this;
    return openMovableSecrets({
      ...{ wanted, file: this.file, keyFile: join(this.directory, 'secrets.key'), environmentKey: undefined },
      ...{ placeFile: join(this.directory, 'place.json'), inKeychain: false, log: createSilentLog() },
      now: () => this.time,
      openKeychain: () => keychain.open(),
    });
  }

  /** The next process after one that was killed; of that nothing is heard any more. */
  startAgain() {
    const { entries, failure } = this.keychain;
    this.keychain = createFakeKeychain();
    this.keychain.failure = failure;
    for (const [name, secret] of entries) this.keychain.entries.set(name, secret);
    return this.start();
  }

  async clear(): Promise<void> {
    for (const directory of this.#directories) await rm(directory, { recursive: true });
  }
}
