import { StartRefused } from '#shared/errors/start-refused.ts';
import { holderOfPort } from './port-holder.ts';
import type { ListenAt } from './listen-at.ts';
import type { HttpServer } from './transport/http/http-server.ts';

/** Listens, or says what is in the way. @returns the address as it can be opened. @throws StartRefused */
export async function listen(server: HttpServer, { host, port }: ListenAt, flag: string): Promise<string> {
  try {
    return (await server.listen({ host, port })).url;
  } catch (cause) {
    throw refusal(cause, host, port, flag, await holderOfPort(port));
  }
}

function refusal(cause: unknown, host: string, port: number, flag: string, holder: string | null): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return portTaken(port, holder, flag, { cause });
  if (code === 'EACCES') {
    return new StartRefused(`Port ${port} is for the system's own services. Choose one above 1023 with ${flag}.`, {
      cause,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartRefused(`${host} is not an address of this machine. Choose another with --host.`, { cause });
  }
  return cause;
}

/** `holder`: what listens there, where it can be known. */
export function portTaken(port: number, holder: string | null, flag: string, details?: ErrorOptions): StartRefused {
  const by = holder ?? 'another program';
  return new StartRefused(
    `Port ${port} is taken by ${by}. Stop it, or choose another port with ${flag} (0: a free one).`,
    details,
  );
}
