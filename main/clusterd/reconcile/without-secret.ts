import type { KeyResult } from './progress.ts';

/** In place of a value that is not to be told. */
const HIDDEN = '•••';

/** What an instance says of a value that it refuses may quote it; what is remembered and shown of it must not. */
export function withoutSecret(result: KeyResult): KeyResult {
  const value = result.due.set?.value ?? '';
  if (result.outcome !== 'rejected' || value === '') return result;
  const { code, message, data } = result.error;
  const hidden = (text: string) => text.replaceAll(value, HIDDEN);
  const told = data === undefined ? {} : { data: mapped(data, hidden) };
  return { ...result, error: { code, message: hidden(message), ...told } };
}

function mapped(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data);
  if (Array.isArray(data)) return data.map((each) => mapped(each, change));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, each]) => [name, mapped(each, change)]));
}
