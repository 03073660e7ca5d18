import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { CallInputOf, OutputOf } from '#shared/contract/operation.ts';
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

/** Whether the host was seen to be something that is only taken by force. One that is away is taken as it is. */
export function needsForce(check: HostCheck): boolean {
  if (check.phase !== 'failed') return false;
  const { error } = check;
  return !isElektraError(error, 'INSTANCE_UNREACHABLE') && !isElektraError(error, 'INSTANCE_TIMEOUT');
}

export type HostToTest = CallInputOf<ClusterdContract['instances.testHost']>;

/**
 * Checks a host while it is typed: the spelling at once, the host itself after a pause. Only the newest of what `wanted` says is asked for, and nothing
 * while it is null.
 */
export function useHostCheck(host: Ref<string>, wanted: () => HostToTest | null = () => ({ host: host.value })) {
  const client = useClient();
  const check = shallowRef<HostCheck>({ phase: 'idle' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let controller: AbortController | null = null;

  watch(wanted, begin, { immediate: true });
  onScopeDispose(stop);

  function begin(asked: HostToTest | null): void {
    stop();
    if (asked === null || asked.host.trim() === '') {
      check.value = { phase: 'idle' };
      return;
    }
    const parsed = parseHost(asked.host);
    if (!parsed.ok) {
      check.value = { phase: 'invalid', problem: parsed.problem };
      return;
    }
    check.value = { phase: 'checking' };
    timer = setTimeout(() => void ask({ ...asked, host: parsed.host.url }), PAUSE_MS);
  }

  function stop(): void {
    clearTimeout(timer);
    controller?.abort();
    controller = null;
  }

  async function ask(asked: HostToTest): Promise<void> {
    const current = new AbortController();
    controller = current;
    const outcome = await outcomeOf(asked, current.signal);
    if (outcome !== null && controller === current) check.value = outcome;
  }

  async function outcomeOf(asked: HostToTest, signal: AbortSignal): Promise<HostCheck | null> {
    try {
      return { phase: 'reached', reached: await client.call('instances.testHost', asked, { signal }) };
    } catch (error) {
      if (isCancelled(error)) return null;
      if (isElektraError(error, 'INSTANCE_ALREADY_EXISTS') && error.data) {
        return { phase: 'duplicate', existing: error.data.existing };
      }
      return { phase: 'failed', error };
    }
  }

  return check as Readonly<Ref<HostCheck>>;
}
