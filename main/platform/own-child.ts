/** A module of ours in a process of its own, whatever has started it. */
export interface OwnChild {
  /** What a structured clone can carry. A child that has ended is told of by `onExit` alone. */
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** It has ended, hung up, or could not be started or asked (`cause`); may be told several times. */
  onExit(listener: (cause?: Error) => void): void;
  /** At once, whatever it is doing. */
  kill(): void;
  /** It no longer keeps this process alive. */
  unref(): void;
}

/** Starts the built module at this path. Who it starts speaks to its parent as `main/adapters/secrets/keychain-process.ts` does. */
export type StartChild = (program: string, options: { readonly env: NodeJS.ProcessEnv }) => OwnChild;
