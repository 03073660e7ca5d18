import { computed, type ComputedRef } from 'vue';
import { usePlatform } from '../../composables/use-platform.ts';
import { useDesktopStore } from '../../stores/desktop-store.ts';
import { isLoopback, isLoopbackName } from './host-words.ts';

/**
 * Whether the clusterd that is shown runs on the machine of the person, so that "localhost" is the same to both. In a browser the address of the page
 * tells, in the desktop window the application does.
 */
export function useIsHere(): ComputedRef<boolean> {
  const platform = usePlatform();
  const desktop = useDesktopStore();
  return computed(() => {
    if (!platform.desktop) return isLoopbackName(platform.hostname);
    const workplace = desktop.state?.workplace;
    return workplace?.kind !== 'remote' || isLoopback(workplace.url);
  });
}
