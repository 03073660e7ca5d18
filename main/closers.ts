/** What was opened, closed in the opposite order: also when a later step of starting fails. */
export interface Closers {
  add(close: () => Promise<void> | void): void;
  /** Closes everything, even if one fails; then throws the first failure. */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: (() => Promise<void> | void)[] = [];
  return {
    add: (close) => void closers.push(close),
    async close() {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        try {
          await close();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
