import { StartRefused } from '#shared/errors/start-refused.ts';
import { holderOfPort } from './port-holder.ts';
import type { ListenAt } from './listen-at.ts';
import type { HttpServer } from './transport/http/http-server.ts';

/** How a person chooses another port or address, as it ends a sentence. */
export interface ListenAdvice {
  readonly port: string;
  readonly host: string;
}

/** Listens, or says what is in the way. @returns the address as it can be opened. @throws StartRefused */
export async function listen(server: HttpServer, { host, port }: ListenAt, advice: ListenAdvice): Promise<string> {
  try {
    return (await server.listen({ host, port })).url;
  } catch (cause) {
    throw refusal(cause, { host, port }, advice, await holderOfPort(port));
  }
}

function refusal(
  cause: unknown,
  { host, port }: Pick<ListenAt, 'host' | 'port'>,
  advice: ListenAdvice,
  holder: string | null,
): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') return portTaken(port, holder, advice, { cause });
  if (code === 'EACCES') {
    return new StartRefused(`Port ${port} is for the system's own services. Choose one above 1023 ${advice.port}.`, {
      cause,
    });
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartRefused(`${host} is not an address of this machine. Choose another ${advice.host}.`, { cause });
  }
  return cause;
}

/** `holder`: what listens there, where it can be known. */
function portTaken(port: number, holder: string | null, advice: ListenAdvice, details: ErrorOptions): StartRefused {
  const by = holder ?? 'another program';
  return new StartRefused(
    `Port ${port} is taken by ${by}. Stop it, or choose another port ${advice.port} (0: a free one).`,
    details,
  );
}
