import { ElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { HttpOperation } from '#shared/contract/operation.ts';
import { invalidInput } from '../transport/invalid-input.ts';
import type { Streams } from './streams.ts';

const FORM = 'It is one JSON object in quotes, for example \'{"id":"local"}\', or - for standard input.';

/** The input of an operation as given on the command line, `-`: on standard input. @throws StartRefused when it is no JSON; ElektraError naming the field that does not fit */
export async function readCallInput(
  operation: HttpOperation,
  argument: string | undefined,
  input: Streams['input'],
): Promise<Readonly<Record<string, unknown>>> {
  const text = argument === '-' ? await readAll(input) : (argument ?? '');
  const value = text.trim() === '' ? {} : parse(text);
  const checked = operation.input.safeParse(value);
  if (!checked.success) throw invalidInput(checked.error.issues);
  // As it was given: clusterd fills in what is left out by its own version.
  return Object(value) as Readonly<Record<string, unknown>>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartRefused(`The input is no JSON: ${reason}. ${FORM}`, { cause });
  }
}

async function readAll(input: Streams['input']): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    let text = '';
    for await (const chunk of input)
      text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    return text + decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ElektraError('INVALID_INPUT', 'Standard input is not UTF-8.', { cause });
  }
}
