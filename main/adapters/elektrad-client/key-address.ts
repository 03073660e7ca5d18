import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { encodeKeyNameForUrl, urlHazardOf, type UrlHazard } from '#shared/model/key-url.ts';
import type { Requests } from './requests.ts';

const REASONS: Readonly<Record<UrlHazard, string>> = {
  PATH_REWRITTEN:
    'the elektrad of this instance would take //, /./ or /../ in it for steps in a path and answer for another key',
  LINE_BREAK: 'the elektrad of this instance cannot be asked for names with a line break',
};

/**
 * The path of a request about a key, `/kdb/…`. Names that the field's elektrad would confuse with others are sent to our own only. Throws
 * KEY_NAME_INVALID.
 */
export function keyPath(
  requests: Requests,
  route: string,
  name: string,
  signal: AbortSignal,
): string | Promise<string> {
  const hazard = urlHazardOf(name as KeyName);
  const path = `${route}/${segmentOf(name)}`;
  return hazard === null ? path : hazardousPath(requests, path, name, hazard, signal);
}

async function hazardousPath(
  requests: Requests,
  path: string,
  name: string,
  hazard: UrlHazard,
  signal: AbortSignal,
): Promise<string> {
  if (await announces(requests, 'read-many', signal)) return path;
  throw nameError(name, REASONS[hazard]);
}

/** Whether the elektrad says in `/version` that it can do something beyond the field's protocol. */
export async function announces(requests: Requests, capability: string, signal: AbortSignal): Promise<boolean> {
  const { version } = await requests.opened(signal);
  return version.capabilities?.includes(capability) ?? false;
}

export function nameError(key: string, reason: string): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', `The key name ${key} cannot be used: ${reason}.`, {
    data: { key, reason },
  });
}

function segmentOf(name: string): string {
  if (name.includes('\0')) throw nameError(name, 'it contains the character U+0000');
  try {
    return encodeKeyNameForUrl(name as KeyName);
  } catch (error) {
    if (error instanceof URIError) throw nameError(name, 'it contains half of a character (a lone surrogate)');
    throw error;
  }
}
