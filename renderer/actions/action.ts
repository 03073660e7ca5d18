import type { ComputedRef } from 'vue';

/** One thing a person can do. A menu entry, a button and a shortcut are three ways to the same one. */
export interface Action<Arguments extends readonly unknown[] = []> {
  readonly label: ComputedRef<string>;
  /** What is not available is not offered. */
  readonly available: ComputedRef<boolean>;
  /** As it stands on the key caps. */
  readonly keys?: string;
  run(...args: Arguments): void | Promise<void>;
}
