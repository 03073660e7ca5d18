import { inject, type InjectionKey } from 'vue';

/** What the renderer needs of the browser besides the DOM; passed in, so that tests are exact. */
export interface Platform {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Kept over restarts of the browser: preferences. */
  readonly kept: Storage;
  /** Kept over a reload of this tab: unsaved input. */
  readonly tab: Storage;
  /** BCP 47 tags, best first. */
  readonly languages: readonly string[];
  /** True in the desktop window, where "this machine" is the machine of the person. */
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
