import { clusterdContract } from '#shared/clusterd/contract.ts';
import type { HttpContract, HttpOperation } from '#shared/contract/operation.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { valueOf } from '#shared/errors/reply.ts';
import { readCallInput } from './call-input.ts';
import type { CallOptions } from './call-options.ts';
import { connect } from './connect.ts';
import { describeOperation, operationList } from './describe-operation.ts';
import { failureText } from './failure-text.ts';
import { nearNames } from './near-names.ts';
import { processStreams, type Streams } from './streams.ts';
import { untilInterrupted } from './until-interrupted.ts';

/** `elektra-web call OPERATION JSON`. Exit code 0: done; 1: failed; 130 or 143: cancelled. */
export async function runCall(
  operation: string | undefined,
  json: string | undefined,
  options: CallOptions,
): Promise<void> {
  process.exitCode = await call(operation, json, options, processStreams(), untilInterrupted);
}

/** @returns the exit code. @throws StartRefused, CancelledError */
export async function call(
  name: string | undefined,
  json: string | undefined,
  options: CallOptions,
  streams: Streams,
  interruptible: typeof untilInterrupted,
): Promise<number> {
  if (options.list) return print(streams, operationList());
  const operation = operationNamed(name);
  if (options.describe) return print(streams, jsonText(describeOperation(operation.name, operation), true));
  try {
    const input = await readCallInput(operation, json, streams.input);
    const { send } = await connect(options);
    const write = options.parts ? streams.out : streams.err;
    const onPart = (part: unknown) => write(jsonText({ part }, false));
    return await interruptible(async (signal) => {
      const output = valueOf(await send(operation.name, input, { signal, onPart }));
      return print(streams, options.parts ? jsonText({ output }, false) : jsonText(output, streams.outIsTerminal));
    });
  } catch (error) {
    const text = failureText(error, streams.errIsTerminal ? 'words' : 'json');
    if (text === null) throw error;
    streams.err(text);
    return 1;
  }
}

function operationNamed(name: string | undefined): HttpOperation & { readonly name: string } {
  if (name === undefined) throw new StartRefused('Which operation? "elektra-web call --list" prints them.');
  const contract: HttpContract = clusterdContract;
  const operation = Object.hasOwn(contract, name) ? contract[name] : undefined;
  if (operation !== undefined) return { ...operation, name };
  const near = nearNames(name, Object.keys(contract));
  const meant = near.length === 0 ? '"elektra-web call --list" prints all.' : `Did you mean ${near.join(', ')}?`;
  throw new StartRefused(`There is no operation "${name}". ${meant}`);
}

function print({ out }: Streams, text: string): number {
  out(text);
  return 0;
}

function jsonText(value: unknown, indented: boolean): string {
  return `${JSON.stringify(value, null, indented ? 2 : undefined)}\n`;
}
