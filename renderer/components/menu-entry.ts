import type { Component } from 'vue';

/** One act of a menu. */
interface MenuAct {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component | undefined;
  /** As on the key caps; the menu shows them, it does not listen for them. */
  readonly keys?: string | undefined;
  readonly danger?: boolean | undefined;
  /** Why it cannot be done now: shown beside it, which is then not to be chosen. */
  readonly unavailable?: string | undefined;
  /** Makes it a box to tick. */
  readonly checked?: boolean | undefined;
}

interface MenuSeparator {
  readonly separator: true;
}

interface MenuHead {
  readonly head: string;
}

export type MenuEntry = MenuAct | MenuSeparator | MenuHead;
