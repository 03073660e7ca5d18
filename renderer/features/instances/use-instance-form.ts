import { computed, reactive, ref, shallowRef, toRef } from 'vue';
import { InstanceName, VISIBILITIES, type Instance, type Visibility } from '#shared/model/instance.ts';
import { useAddInstance } from '../../actions/use-add-instance.ts';
import { useEditInstance } from '../../actions/use-edit-instance.ts';
import { useHostCheck } from '../../composables/use-host-check.ts';
import { nameFromHost } from './host-words.ts';

/** The fields of an instance, for a new one or for one that is changed, with what saving them needs. */
export function useInstanceForm(instance: Instance | undefined, host: string) {
  const { add } = useAddInstance();
  const { change } = useEditInstance();
  const fields = reactive({
    host: instance?.host ?? host,
    name: instance?.name ?? '',
    description: instance?.description ?? '',
    visibility: String(instance?.visibility ?? 'user'),
    tags: (instance?.tags ?? []).join(', '),
  });
  const check = useHostCheck(toRef(fields, 'host'), instance?.host);
  const busy = ref(false);
  const failure = shallowRef<unknown>(null);
  /** Nobody has to think of a name: until one is typed the host gives it. */
  const suggestedName = computed(() => nameFromHost(fields.host));
  const name = computed(() => fields.name.trim() || suggestedName.value);
  const nameProblem = computed(() =>
    name.value !== '' && !InstanceName.safeParse(name.value).success ? 'invalid' : null,
  );

  /** Adding is never stopped by a host that is away; only what can never work is. */
  const isComplete = computed(
    () =>
      fields.host.trim() !== '' &&
      name.value !== '' &&
      nameProblem.value === null &&
      check.value.phase !== 'invalid' &&
      check.value.phase !== 'duplicate',
  );
  /** The host was seen to be away or to be something else: saving says so. */
  const isAgainstCheck = computed(() => check.value.phase === 'failed');

  /** Resolves to what clusterd stored, or to null: then `failure` says why. */
  async function submit(): Promise<Instance | null> {
    if (!isComplete.value || busy.value) return null;
    busy.value = true;
    failure.value = null;
    try {
      const entered = {
        name: name.value,
        host: fields.host.trim(),
        description: fields.description,
        visibility: VISIBILITIES.find((level) => level === fields.visibility) ?? ('user' satisfies Visibility),
        tags: tagsOf(fields.tags),
        force: isAgainstCheck.value,
      };
      return instance === undefined ? await add(entered) : await change({ id: instance.id, ...entered });
    } catch (error) {
      failure.value = error;
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { fields, check, busy, failure, suggestedName, nameProblem, isComplete, isAgainstCheck, submit };
}

/** Tags as they are typed, separated by commas; each once. */
export function tagsOf(text: string): string[] {
  return [...new Set(text.split(',').map((tag) => tag.trim()))].filter((tag) => tag !== '');
}
