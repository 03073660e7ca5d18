import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Emit } from '#shared/contract/events.ts';
import type { Handlers, InputOf } from '#shared/contract/operation.ts';
import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { tryParseKeyName } from '#shared/model/key-name.ts';
import { nameAtOrBelow, writableName } from '../keys/names.ts';

type KeyHandlers = Handlers<typeof keyOperations>;
type Input<Name extends keyof KeyHandlers> = InputOf<(typeof keyOperations)[Name]>;

/** More names than a listener wants to look at one by one. */
const NAMED = 100;

/** With these an act ends before its first write. */
const REFUSALS: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'KEY_NAME_INVALID',
  'KEY_NOT_FOUND',
  'KEY_RESTRICTED',
  'INSTANCE_NOT_FOUND',
  'TARGET_EXISTS',
  'VALUE_NOT_CARRIED',
  'VERSION_CONFLICT',
];

/** The same handlers; when an act has ended that may have written, its keys are told. Given up and put back is an end too. */
export function tellKeys(handlers: KeyHandlers, emit: Emit<ClusterdEvents>): KeyHandlers {
  async function told<T>(instanceId: InstanceId, names: readonly string[], act: Promise<T>): Promise<T> {
    const tell = () => {
      const keys = names.length > NAMED ? null : [...new Set(names.map(canonical))];
      emit('keys.changed', { instanceId, keys });
    };
    try {
      const result = await act;
      tell();
      return result;
    } catch (error) {
      if (!isElektraError(error) || !REFUSALS.includes(error.code)) tell();
      throw error;
    }
  }

  const transferred = ({ key, target }: Input<'keys.move'>) => [key, target];
  return {
    ...handlers,
    'keys.set': (input, call) => told(input.id, [input.key], handlers['keys.set'](input, call)),
    'keys.remove': (input, call) => told(input.id, [input.key], handlers['keys.remove'](input, call)),
    'keys.removeMany': (input, call) => told(input.id, input.keys, handlers['keys.removeMany'](input, call)),
    'keys.move': (input, call) => told(input.id, transferred(input), handlers['keys.move'](input, call)),
    'keys.copy': (input, call) => told(input.id, [input.target], handlers['keys.copy'](input, call)),
    'keys.setAll': (input, call) => told(input.id, namesIn(input), handlers['keys.setAll'](input, call)),
    'keys.setMeta': (input, call) => told(input.id, [input.name], handlers['keys.setMeta'](input, call)),
    'keys.removeMeta': (input, call) => told(input.id, [input.name], handlers['keys.removeMeta'](input, call)),
    'keys.setMetaMany': (input, call) => told(input.id, [input.name], handlers['keys.setMetaMany'](input, call)),
  };
}

function namesIn({ key, configurations }: Input<'keys.setAll'>): readonly string[] {
  if (configurations.length > NAMED) return configurations.map((each) => each.key);
  const parsed = tryParseKeyName(key);
  return parsed.ok ? configurations.map((each) => nameAtOrBelow(parsed.name, each.key)) : [];
}

function canonical(text: string): string {
  return tryParseKeyName(text).ok ? writableName(text) : text;
}
