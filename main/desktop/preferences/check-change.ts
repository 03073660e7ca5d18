import { ElektraError } from '#shared/errors/elektra-error.ts';
import { parseHost } from '#shared/model/host.ts';
import { readAuthorities } from '../trust.ts';
import type { PreferencesChange } from './preferences.ts';

/** What the form of a preference alone does not tell. @throws ElektraError INVALID_INPUT that names the preference and says what is wrong. */
export async function checkChange({ proxy, caFile }: PreferencesChange): Promise<void> {
  if (proxy?.kind === 'address') checkProxy(proxy.url);
  if (typeof caFile !== 'string') return;
  const read = await readAuthorities(caFile);
  if (!read.ok) throw invalid('caFile', read.reason);
}

function checkProxy(url: string): void {
  const parsed = parseHost(url);
  if (!parsed.ok) throw invalid('proxy.url', `The address of the proxy is none: ${parsed.problem.message}`);
}

function invalid(path: string, message: string): ElektraError {
  return new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path, message }] } });
}
