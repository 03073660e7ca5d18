import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { OutputOf } from '#shared/contract/operation.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { parseHost, type HostProblem } from '#shared/model/host.ts';
import { useClient } from '../api/clusterd-client.ts';

/** How long a person may pause while typing before the host is asked, in milliseconds. */
const PAUSE_MS = 400;

export type HostCheck =
  | { readonly phase: 'idle' }
  | { readonly phase: 'invalid'; readonly problem: HostProblem }
  | { readonly phase: 'checking' }
  | { readonly phase: 'reached'; readonly reached: OutputOf<ClusterdContract['instances.testHost']> }
  | {
      readonly phase: 'duplicate';
      readonly existing: { readonly id: string; readonly name: string; readonly host: string };
    }
  | { readonly phase: 'failed'; readonly error: unknown };

/**
 * Checks a host while it is typed: the spelling at once, the host itself after a pause. Only the newest text is asked for. The text in `known`
 * (the host of the instance being edited) is not asked for.
 */
export function useHostCheck(host: Ref<string>, known = ''): Readonly<Ref<HostCheck>> {
  const client = useClient();
  const check = shallowRef<HostCheck>({ phase: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | null = null;

  watch(host, begin, { immediate: true });
  onScopeDispose(stop);

  function begin(text: string): void {
    stop();
    if (text.trim() === '' || text.trim() === known) {
      check.value = { phase: 'idle' };
      return;
    }
    const parsed = parseHost(text);
    if (!parsed.ok) {
      check.value = { phase: 'invalid', problem: parsed.problem };
      return;
    }
    check.value = { phase: 'checking' };
    timer = setTimeout(() => void ask(parsed.host.url), PAUSE_MS);
  }

  function stop(): void {
    clearTimeout(timer);
    controller?.abort();
    controller = null;
  }

  async function ask(url: string): Promise<void> {
    const asked = new AbortController();
    controller = asked;
    const outcome = await outcomeOf(url, asked.signal);
    if (outcome !== null && controller === asked) check.value = outcome;
  }

  async function outcomeOf(url: string, signal: AbortSignal): Promise<HostCheck | null> {
    try {
      return { phase: 'reached', reached: await client.call('instances.testHost', { host: url }, { signal }) };
    } catch (error) {
      if (isCancelled(error)) return null;
      if (isElektraError(error, 'INSTANCE_ALREADY_EXISTS') && error.data) {
        return { phase: 'duplicate', existing: error.data.existing };
      }
      return { phase: 'failed', error };
    }
  }

  return check;
}
