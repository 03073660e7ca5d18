import { inject, type InjectionKey } from 'vue';

/** A place for texts by name, as the browser's storage is one. */
export type KeptTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What the renderer needs of the browser besides the DOM; passed in, so that tests are exact. */
export interface Platform {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Kept over restarts of the browser: preferences. */
  readonly kept: KeptTexts;
  /** Kept over a reload of this tab, in the desktop window over a crash of its process as well: unsaved input. */
  readonly tab: KeptTexts;
  /** BCP 47 tags, best first. */
  readonly languages: readonly string[];
  /** True in the desktop window. Whether clusterd is on the person's machine is another question: `useIsHere`. */
  readonly desktop: boolean;
  /** The host part of the page's address, for example `localhost`. */
  readonly hostname: string;
}

export const platformKey: InjectionKey<Platform> = Symbol('platform');

export function usePlatform(): Platform {
  const platform = inject(platformKey);
  if (!platform) throw new Error('The application was mounted without a platform.');
  return platform;
}
