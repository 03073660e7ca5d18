import { clusterdContract } from '#shared/clusterd/contract.ts';
import { createClient } from '#shared/contract/client.ts';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import { createHttpSend } from '#shared/contract/http-client.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import { openClusterd } from '../open-clusterd.ts';
import { createClosers } from '../closers.ts';
import { readLocalAccess, type LocalAccess } from '../platform/local-access.ts';
import { orRefuse } from '../refused.ts';
import { urlOf } from '../transport/http/listeners.ts';
import { fetchTrusting } from './fetch-trusting.ts';
import { openLog } from './open-log.ts';
import type { ClusterdCommandOptions } from './options.ts';
import { signInLink } from './ready.ts';
import { clusterdDirectory, clusterdServerOptions } from './server-options.ts';

/** `elektra-web sign-in`: prints a link on standard output. Only who may read the data directory can make one. */
export async function runSignIn(options: ClusterdCommandOptions): Promise<void> {
  const running = await orRefuse(readLocalAccess(clusterdDirectory(options)));
  const link = (running === null ? null : await linkFromRunning(running)) ?? (await linkForNextStart(options));
  process.stdout.write(`${link}\n`);
}

/** Null when what the data directory tells of is not running any more; a crash leaves its trace behind. */
async function linkFromRunning({ url, token, certificateFile }: LocalAccess): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}` };
  const fetch = await fetchTrusting(certificateFile);
  const client = createClient<ClusterdContract>(createHttpSend(clusterdContract, { baseUrl: url, fetch, headers }));
  try {
    const { code } = await client.call('session.link', {});
    return signInLink(url, code);
  } catch (error) {
    if (error instanceof ConnectionLostError || isElektraError(error, 'UNAUTHENTICATED')) return null;
    throw error;
  }
}

/** The code waits in the registry for the clusterd that is started next. */
async function linkForNextStart(options: ClusterdCommandOptions): Promise<string> {
  const closers = createClosers();
  try {
    const clusterd = await openClusterd(await clusterdServerOptions(options), openLog(options), closers);
    const { code } = await clusterd.access.createCode();
    if (options.port === 0) throw new StartRefused('clusterd does not run, and --port 0 does not tell where it will.');
    process.stderr.write('clusterd does not run at the moment. Start it, then open the link within 15 minutes.\n');
    return signInLink(urlOf(options.tlsCert !== undefined, options.host, options.port, options.basePath), code);
  } finally {
    await closers.close();
  }
}
