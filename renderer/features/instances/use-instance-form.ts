import { computed, reactive, ref, shallowRef, toRef, watch } from 'vue';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { Credentials } from '#shared/model/credentials.ts';
import { InstanceName, VISIBILITIES, type Instance, type Visibility } from '#shared/model/instance.ts';
import { useAddInstance } from '../../actions/use-add-instance.ts';
import { useEditInstance } from '../../actions/use-edit-instance.ts';
import { needsForce, useHostCheck, type HostToTest } from '../../composables/use-host-check.ts';
import { useInstancesStore } from '../../stores/instances-store.ts';
import {
  connectionChangeOf,
  connectionFieldsOf,
  credentialsOf,
  credentialsProblem,
  mayKeep,
} from './connection-fields.ts';
import { nameFromHost } from './host-words.ts';

/** The fields of an instance, for a new one or for one that is changed, with what saving them needs. */
export function useInstanceForm(instance: Instance | undefined, host: string) {
  const { add } = useAddInstance();
  const { change } = useEditInstance();
  const instances = useInstancesStore();
  const fields = reactive({
    host: instance?.host ?? host,
    name: instance?.name ?? '',
    description: instance?.description ?? '',
    visibility: String(instance?.visibility ?? 'user'),
    tags: (instance?.tags ?? []).join(', '),
    marker: true,
  });
  const connection = reactive(connectionFieldsOf(instance));
  /** The credentials as they stood when their fields were left: half of a password is not tried at a host. */
  const tried = shallowRef<Credentials | undefined>(undefined);
  /** Whether the last that was seen of the instance is something that this form can mend. */
  const isRefused = computed(() => instance !== undefined && wasRefused(instances.byId.get(instance.id) ?? instance));
  if (instance !== undefined) void instances.refreshOne(instance.id);
  const check = useHostCheck(toRef(fields, 'host'), hostToTest);
  const keepable = computed(() => mayKeep(instance, fields.host, connection.proxy));
  const connectionProblem = computed(() => credentialsProblem(connection));
  const busy = ref(false);
  const failure = shallowRef<unknown>(null);
  /** Nobody has to think of a name: until one is typed the host gives it. */
  const suggestedName = computed(() => nameFromHost(fields.host));
  const name = computed(() => fields.name.trim() || suggestedName.value);
  const nameProblem = computed(() =>
    name.value !== '' && !InstanceName.safeParse(name.value).success ? 'invalid' : null,
  );

  /** What is asked of the host; an instance that is changed is asked only for what is new, or is known to be wrong. */
  function hostToTest(): HostToTest | null {
    const change = connectionChangeOf(connection, instance?.connection);
    const more = {
      ...(Object.keys(change).length === 0 ? {} : { connection: change }),
      ...(tried.value === undefined ? {} : { credentials: tried.value }),
    };
    if (instance === undefined) return { host: fields.host, ...more };
    const isNew = fields.host.trim() !== instance.host || Object.keys(more).length > 0;
    return isNew || isRefused.value ? { id: instance.id, host: fields.host, ...more } : null;
  }

  function tryCredentials(): void {
    tried.value = connectionProblem.value === null ? credentialsOf(connection) : undefined;
  }

  /** Adding is never stopped by a host that is away; only what can never work is. */
  const isComplete = computed(
    () =>
      fields.host.trim() !== '' &&
      name.value !== '' &&
      nameProblem.value === null &&
      connectionProblem.value === null &&
      check.value.phase !== 'invalid' &&
      check.value.phase !== 'duplicate',
  );
  /** The host was seen to be away or to be something else: saving says so. */
  const isAgainstCheck = computed(() => check.value.phase === 'failed');
  /** The last try was refused in a way that saving once more overrules. */
  const isForced = computed(() => isAgainstCheck.value || mayBeForced(failure.value));
  watch([() => fields.host, connection], () => (failure.value = null));

  /** Resolves to what clusterd stored, or to null: then `failure` says why. */
  async function submit(): Promise<Instance | null> {
    if (!isComplete.value || busy.value) return null;
    busy.value = true;
    // Not for a host that is away: it may be back by now, and turn out to be the database of another instance.
    const force = needsForce(check.value) || mayBeForced(failure.value);
    failure.value = null;
    try {
      const entered = {
        name: name.value,
        host: fields.host.trim(),
        description: fields.description,
        visibility: VISIBILITIES.find((level) => level === fields.visibility) ?? ('user' satisfies Visibility),
        tags: tagsOf(fields.tags),
        force,
        ...connectionEntered(),
      };
      return instance === undefined
        ? await add({ ...entered, marker: fields.marker })
        : await change({ id: instance.id, ...entered });
    } catch (error) {
      failure.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }

  function connectionEntered() {
    const change = connectionChangeOf(connection, instance?.connection);
    const credentials = instance === undefined && connection.kind === 'none' ? undefined : credentialsOf(connection);
    return {
      ...(Object.keys(change).length === 0 ? {} : { connection: change }),
      ...(credentials === undefined ? {} : { credentials }),
    };
  }

  return {
    fields,
    connection,
    keepable,
    connectionProblem,
    tryCredentials,
    check,
    busy,
    failure,
    suggestedName,
    nameProblem,
    isComplete,
    isForced,
    submit,
  };
}

/** It may be, or is proven to be, the database of another instance: a person may know better, or want it all the same. */
function mayBeForced(error: unknown): boolean {
  if (isElektraError(error, 'INSTANCE_MAY_EXIST')) return true;
  return isElektraError(error, 'INSTANCE_ALREADY_EXISTS') && error.data?.proven === true;
}

function wasRefused({ seen }: Instance): boolean {
  const refusals = ['CERTIFICATE_UNTRUSTED', 'CERTIFICATE_CHANGED', 'INSTANCE_CREDENTIALS'];
  return seen.lastError !== null && refusals.includes(seen.lastError.code);
}

/** Tags as they are typed, separated by commas; each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}
