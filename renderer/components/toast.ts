import { inject, provide, shallowRef } from 'vue';
import type { InjectionKey, ShallowRef } from 'vue';

/** A confirmation, never an error: errors stand where the act was made. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly undo?: ToastUndo | undefined;
}

interface ToastUndo {
  readonly label: string;
  /** As on the key caps, for example `Ctrl Z`. */
  readonly keys?: string | undefined;
  readonly run: () => void;
}

export interface Toasts {
  readonly shown: Readonly<ShallowRef<readonly Toast[]>>;
  readonly show: (text: string, undo?: ToastUndo) => void;
  readonly dismiss: (id: number) => void;
}

const toastsKey: InjectionKey<Toasts> = Symbol('toasts');

/** More than these would hide the page; the oldest goes first. */
const LIMIT = 3;

export function createToasts(): Toasts {
  const shown = shallowRef<readonly Toast[]>([]);
  let next = 0;
  return {
    shown,
    show(text, undo) {
      next += 1;
      shown.value = [...shown.value, { id: next, text, undo }].slice(-LIMIT);
    },
    dismiss(id) {
      shown.value = shown.value.filter((toast) => toast.id !== id);
    },
  };
}

/** For the root of the page (AppRoot does it). */
export function provideToasts(toasts: Toasts): void {
  provide(toastsKey, toasts);
}

/** @throws when no root above has provided toasts */
export function useToasts(): Toasts {
  const toasts = inject(toastsKey);
  if (!toasts) {
    throw new Error('useToasts needs AppRoot above it.');
  }
  return toasts;
}
