import * as z from 'zod';
import type { Call, Contract, Handler, Handlers, Operation } from '#shared/contract/operation.ts';
import type { Access } from '#shared/contract/roles.ts';
import { COMMON_ERRORS, ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';
import type { ElektraError } from '#shared/errors/elektra-error.ts';

/** An operation with its handler, and with everything about it that can be known before the first call. */
export interface CompiledOperation {
  readonly name: string;
  readonly role: Access;
  readonly input: z.ZodObject;
  /** Runs the handler; nothing is reported of an operation without parts. */
  run(input: Record<string, unknown>, call: Call<unknown>): Promise<unknown>;
  /** @throws Error when outputs are checked and this one does not fit the contract. */
  checkOutput(value: unknown): void;
  /** Whether the contract lets the operation end with this error; anything else is a bug. */
  mayEndWith(error: ElektraError): boolean;
}

export function compileOperation<C extends Contract>(
  name: string,
  contract: C,
  handlers: Handlers<C>,
  validateOutput: boolean,
): CompiledOperation {
  const operation: Operation | undefined = contract[name];
  const handler: Handler<Operation> | undefined = handlers[name];
  if (operation === undefined || handler === undefined) throw new Error(`The operation ${name} has no handler.`);
  const { parts } = operation;
  const run = handler as (input: Record<string, unknown>, call: Call<unknown>) => Promise<unknown>;
  const codes = new Set<ErrorCode>([...COMMON_ERRORS, ...operation.errors]);
  return {
    name,
    role: operation.role,
    input: operation.input,
    run:
      parts === undefined || !validateOutput ? run : (input, call) => run(input, withCheckedParts(name, parts, call)),
    checkOutput: validateOutput ? (value) => checkOutput(name, operation.output, value) : () => undefined,
    mayEndWith: (error) => codes.has(error.code) && (!validateOutput || hasItsData(error)),
  };
}

function checkOutput(name: string, schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`The output of ${name} does not fit:\n${z.prettifyError(parsed.error)}`);
}

function withCheckedParts(name: string, schema: z.ZodType, call: Call<unknown>): Call<unknown> {
  const { report } = call;
  if (report === undefined) return call;
  return {
    ...call,
    report(part) {
      checkOutput(`${name} (a part)`, schema, part);
      report(part);
    },
  };
}

/** Programs rely on an error's data, so an error without what its code promises is a bug like any other. */
function hasItsData(error: ElektraError): boolean {
  const entry: { readonly status: number; readonly data?: z.ZodType } = ERROR_CATALOGUE[error.code];
  if (entry.data === undefined) return error.data === undefined;
  return entry.data.safeParse(error.data ?? {}).success;
}
