/** Holds whoever comes until the test opens it. */
export interface Gate {
  /** Resolves when somebody has come. */
  readonly reached: Promise<void>;
  pass(): Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let arrive = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    reached,
    async pass() {
      arrive();
      await opened;
    },
    open: () => open(),
  };
}
