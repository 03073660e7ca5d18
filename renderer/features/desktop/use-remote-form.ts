import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { parseHost } from '#shared/model/host.ts';
import { useConnectRemote, type CheckedRemote, type NewRemote } from '../../actions/use-connect-remote.ts';
import { useDesktopStore } from '../../stores/desktop-store.ts';
import { remoteAddressProblem } from './remote-address.ts';

export type RemoteCheckState =
  | { readonly phase: 'unchecked' | 'checking' }
  | { readonly phase: 'reached'; readonly reached: CheckedRemote }
  | { readonly phase: 'failed'; readonly error: unknown };

/**
 * The fields of a remote clusterd. First it is checked, then connected to; what was found is forgotten as soon as a field changes. The token is written
 * only: of an address that is known one may be kept, which nobody can read.
 */
export function useRemoteForm(url: string) {
  const { check, connect } = useConnectRemote();
  const desktop = useDesktopStore();
  const fields = reactive({ url, token: '', ca: '', fingerprint: '' });
  const state = shallowRef<RemoteCheckState>({ phase: 'unchecked' });
  const connecting = ref(false);
  let controller: AbortController | null = null;

  const problem = computed(() => (fields.url.trim() === '' ? null : remoteAddressProblem(fields.url)));
  const address = computed(() => {
    const parsed = parseHost(fields.url);
    return parsed.ok && problem.value === null ? parsed.host.url : null;
  });
  const isKnown = computed(() => desktop.state?.remotes.some((remote) => remote.url === address.value) ?? false);
  const isComplete = computed(() => address.value !== null && (fields.token.trim() !== '' || isKnown.value));
  const busy = computed(() => connecting.value || state.value.phase === 'checking');

  /** Where a clusterd was found, or may be, instead. */
  const suggestion = computed(() => {
    if (state.value.phase !== 'failed' || !isElektraError(state.value.error, 'REMOTE_FOREIGN')) return null;
    return state.value.error.data?.address ?? null;
  });

  watch(fields, forget);
  onScopeDispose(() => controller?.abort());

  function forget(): void {
    controller?.abort();
    controller = null;
    state.value = { phase: 'unchecked' };
  }

  /** What is left out is as it is kept for the address. */
  function remote(): NewRemote {
    return {
      url: address.value ?? '',
      ...(fields.token.trim() === '' ? {} : { token: fields.token.trim() }),
      ...(fields.ca.trim() === '' ? {} : { ca: fields.ca }),
      ...(fields.fingerprint === '' ? {} : { fingerprint: fields.fingerprint }),
    };
  }

  async function runCheck(): Promise<void> {
    if (!isComplete.value || busy.value) return;
    const current = new AbortController();
    controller = current;
    state.value = { phase: 'checking' };
    try {
      const reached = await check(remote(), current.signal);
      if (controller === current) state.value = { phase: 'reached', reached };
    } catch (error) {
      if (controller === current && !isCancelled(error)) state.value = { phase: 'failed', error };
    }
  }

  /** Whether the window is its client now; otherwise `state` says why not. */
  async function runConnect(): Promise<boolean> {
    if (!isComplete.value || busy.value) return false;
    connecting.value = true;
    try {
      await connect(remote());
      return true;
    } catch (error) {
      state.value = { phase: 'failed', error };
      return false;
    } finally {
      connecting.value = false;
    }
  }

  async function pin(fingerprint: string): Promise<void> {
    fields.fingerprint = fingerprint;
    fields.ca = '';
    // The watcher forgets what was found before the next check begins.
    await Promise.resolve();
    await runCheck();
  }

  async function take(suggested: string): Promise<void> {
    fields.url = suggested;
    await Promise.resolve();
    await runCheck();
  }

  const is = { problem, address, suggestion, isKnown, isComplete, busy, connecting };
  return { fields, state, ...is, runCheck, runConnect, forget, pin, take };
}
