import type { CallOptions, Send } from '#shared/contract/client.ts';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import type { Contract, Handlers, Operation } from '#shared/contract/operation.ts';
import { mayUse, type Role } from '#shared/contract/roles.ts';
import { untilAborted } from '#shared/contract/until-aborted.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { ElektraError, errorBodyOf, isElektraError } from '#shared/errors/elektra-error.ts';
import type { Reply } from '#shared/errors/reply.ts';

export type ClusterdHandlers = Handlers<ClusterdContract>;
type AnyHandler = (input: unknown, call: unknown) => Promise<unknown>;

export interface FakeSend<C extends Contract = ClusterdContract> {
  readonly send: Send;
  /** What was asked for, in order. */
  readonly calls: { readonly operation: string; readonly input: unknown; readonly signal: AbortSignal | undefined }[];
  /** While true nobody answers. */
  away: boolean;
  /** What one operation was asked with, in order. */
  inputsOf(operation: keyof C): readonly unknown[];
}

/** A transport in memory that holds to the contract: roles, inputs and outputs are checked, values are cloned, a call can be aborted. */
export function createFakeSend<C extends Contract>(
  contract: C,
  handlers: Partial<Handlers<C>>,
  roleOf: () => Role | null,
): FakeSend<C> {
  const fake: FakeSend<C> = {
    send,
    calls: [],
    away: false,
    inputsOf: (wanted) => fake.calls.filter(({ operation }) => operation === wanted).map(({ input }) => input),
  };

  async function send(name: string, input: unknown, { signal, onPart }: CallOptions = {}): Promise<Reply> {
    fake.calls.push({ operation: name, input, signal });
    const operation = contract[name];
    const handler = (handlers as Readonly<Record<string, AnyHandler | undefined>>)[name];
    if (operation === undefined || handler === undefined) throw new Error(`The test has no handler for ${name}.`);
    if (fake.away) throw new ConnectionLostError('nobody answers');
    const role = roleOf();
    try {
      if (!mayUse(role, operation.role)) throw new ElektraError(role === null ? 'UNAUTHENTICATED' : 'FORBIDDEN');
      const report = onPart && ((part: unknown) => onPart(structuredClone(partOf(operation, part))));
      const call = { caller: null, requestId: 'r1', signal: signal ?? new AbortController().signal, report };
      const answer = handler(operation.input.parse(structuredClone(input)), call);
      const value = await untilAborted(answer, signal);
      return { ok: true, value: structuredClone(operation.output.parse(value)) };
    } catch (error) {
      if (!isElektraError(error)) throw error;
      return { ok: false, error: errorBodyOf(error, 'r1') };
    }
  }

  return fake;
}

function partOf(operation: Operation, part: unknown): unknown {
  if (operation.parts === undefined) throw new Error('The operation has no parts.');
  return operation.parts.parse(part);
}
