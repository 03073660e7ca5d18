import axios from 'axios';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { ElektradVersion } from '#shared/model/elektrad-version.ts';
import { holderOfPort } from '../port-holder.ts';

const LIMIT_MS = 3000;

/**
 * The elektrad that answers on this machine's port, or null when nothing listens there. Always the same session name, because the field's elektrad keeps
 * a copy of the whole database for each new one.
 * @throws StartRefused when something else listens there.
 */
export async function lookForElektrad(port: number): Promise<ElektradVersion | null> {
  try {
    const answer = await axios.get<unknown>(`http://127.0.0.1:${port}/version`, {
      headers: { cookie: 'session=elektra-web-start' },
      timeout: LIMIT_MS,
      maxRedirects: 0,
      maxContentLength: 65_536,
      proxy: false,
      validateStatus: () => true,
    });
    const version = ElektradVersion.safeParse(answer.data);
    if (version.success) return version.data;
  } catch (error) {
    if (!axios.isAxiosError(error)) throw error;
    if (error.code === 'ECONNREFUSED') return null;
  }
  const holder = (await holderOfPort(port)) ?? 'another program';
  throw new StartRefused(
    `Port ${port} is taken by ${holder}, which is no elektrad. Stop it, or choose another port with --elektrad-port (0: a free one).`,
  );
}
