import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { Client } from '#shared/contract/client.ts';
import { connect } from '../connect.ts';
import { failureText } from '../failure-text.ts';
import { processStreams, type Streams } from '../streams.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import type { ClusterCommandOptions } from './command-options.ts';

/** 0: there was nothing to do, or it is done. 1: something failed. 2: differences were found, or remain. */
export type ExitCode = 0 | 1 | 2;

/** What a command has in its hands. */
export interface CommandContext {
  readonly client: Client<ClusterdContract>;
  readonly streams: Streams;
  readonly signal: AbortSignal;
}

/** Runs a command against clusterd; what clusterd refuses is told on standard error. @throws StartRefused, CancelledError */
export async function runClusterCommand(
  options: ClusterCommandOptions,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  const streams = processStreams();
  process.exitCode = await untilInterrupted((signal) => clusterCommand(options, streams, signal, work));
}

export async function clusterCommand(
  options: ClusterCommandOptions,
  streams: Streams,
  signal: AbortSignal,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    const { client } = await connect(options);
    return await work({ client, streams, signal });
  } catch (error) {
    const text = failureText(error, options.json ? 'json' : 'words');
    if (text === null) throw error;
    streams.err(text);
    return 1;
  }
}

/** The answer as it is, or in words. */
export function printAnswer<T>({ out }: Streams, json: boolean, answer: T, words: (answer: T) => string): void {
  out(json ? `${JSON.stringify(answer)}\n` : words(answer));
}
