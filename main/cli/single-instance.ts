import { StartRefused } from '#shared/errors/start-refused.ts';
import { parseHost } from '#shared/model/host.ts';
import { VISIBILITIES, Visibility } from '#shared/model/instance.ts';
import type { SingleInstance } from '../clusterd/instances/single.ts';

const FORM = `Write it like http://localhost:33333, or with one of the visibility levels in front: ${VISIBILITIES.join(', ')} – for example advanced@http://localhost:33333.`;

/** Reads `[VISIBILITY@]URL`. @throws StartRefused saying the form; the text itself is not repeated, it could hold a password */
export function parseSingleInstance(text: string): SingleInstance {
  const [, level, host = ''] = /^(?:([^@:/]*)@)?(.*)$/s.exec(text.trim()) ?? [];
  const visibility = level === undefined ? null : Visibility.safeParse(level);
  if (visibility?.success === false) throw refusal(`"${level}" is no visibility level.`);
  const parsed = parseHost(host);
  if (!parsed.ok) throw refusal(parsed.problem.message);
  return { host: parsed.host.url, visibility: visibility?.data ?? null };
}

function refusal(reason: string): StartRefused {
  return new StartRefused(`--instance (ELEKTRA_WEB_INSTANCE, INSTANCE) names no elektrad: ${reason} ${FORM}`);
}
