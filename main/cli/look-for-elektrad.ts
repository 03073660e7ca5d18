import { Agent, request } from 'undici';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { ElektradVersion } from '#shared/model/elektrad-version.ts';
import { holderOfPort } from '../port-holder.ts';

const LIMIT_MS = 3000;
const VERSION_BYTES = 65_536;

/**
 * The elektrad that answers on this machine's port, or null when nothing listens there. Always the same session name, because the field's elektrad keeps
 * a copy of the whole database for each new one.
 * @throws StartRefused when something else listens there.
 */
export async function lookForElektrad(port: number): Promise<ElektradVersion | null> {
  const dispatcher = new Agent({ maxResponseSize: VERSION_BYTES });
  try {
    const { body } = await request(`http://127.0.0.1:${port}/version`, {
      dispatcher,
      headers: { cookie: 'session=elektra-web-start' },
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const version = ElektradVersion.safeParse(await body.json());
    if (version.success) return version.data;
  } catch (error) {
    if (!isFailedAnswer(error)) throw error;
    if ('code' in error && error.code === 'ECONNREFUSED') return null;
  } finally {
    await dispatcher.destroy();
  }
  const holder = (await holderOfPort(port)) ?? 'another program';
  throw new StartRefused(
    `Port ${port} is taken by ${holder}, which is no elektrad. Stop it, or choose another port with --elektrad-port (0: a free one).`,
  );
}

/** The system, undici and the limit of time name a code; a SyntaxError says that it was no JSON. */
function isFailedAnswer(error: unknown): error is Error {
  return error instanceof Error && ('code' in error || error instanceof SyntaxError);
}
