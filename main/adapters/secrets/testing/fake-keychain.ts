import type { Keychain } from '../keychain.ts';

/** A keychain in a map that outlives who uses it, and can be locked, refuse an entry, or be the last that a process was seen doing. */
export interface FakeKeychain {
  readonly entries: Map<string, string>;
  /** What every call ends with; null: it is there. */
  failure: Error | null;
  /** How often it was looked for. */
  looks: number;
  /** Longer secrets are refused. */
  longest: number;
  /** Whoever uses it is killed at this step from now: half of them before the entry changes, half of them after. */
  killAt: number;
  /** Resolves when it is. */
  killed: Promise<void>;
  /** For a process that starts now. */
  open(): Promise<Keychain>;
}

export function createFakeKeychain(): FakeKeychain {
  let die = (): void => undefined;
  const fake: FakeKeychain = {
    entries: new Map(),
    failure: null,
    looks: 0,
    longest: Infinity,
    killAt: Infinity,
    killed: new Promise((resolve) => (die = resolve)),
    async open() {
      fake.looks += 1;
      if (fake.failure !== null) throw fake.failure;
      return keychain;
    },
  };

  /** Of a killed process nothing is heard any more. */
  async function step(): Promise<void> {
    fake.killAt -= 1;
    if (fake.killAt >= 0) return;
    die();
    await new Promise<never>(() => undefined);
  }

  async function call<T>(work: () => T): Promise<T> {
    await step();
    if (fake.failure !== null) throw fake.failure;
    const value = work();
    await step();
    return value;
  }

  const keychain: Keychain = {
    place: 'fake',
    get: (name) => call(() => fake.entries.get(name) ?? null),
    set: (name, secret) =>
      call(() => {
        if (secret.length > fake.longest) throw new Error('the secret is too long');
        fake.entries.set(name, secret);
      }),
    remove: (name) => call(() => void fake.entries.delete(name)),
    names: () => call(() => [...fake.entries.keys()]),
  };
  return fake;
}
