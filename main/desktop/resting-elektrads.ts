import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Elektrad, Elektrads } from '../clusterd/ports.ts';

/**
 * Elektrads of which none is asked or written to: a clusterd over them keeps what it knows and delivers nothing, as if every host were away.
 * `reason` continues a sentence: no capital, no full stop.
 */
export function createRestingElektrads(reason: string): Elektrads {
  const refuse = (host: string) => async (): Promise<never> => {
    throw new ElektraError('INSTANCE_UNREACHABLE', `${host} is not asked: ${reason}.`, { data: { host, reason } });
  };
  return {
    connection({ host }): Elektrad {
      const asked = refuse(host);
      return {
        version: asked,
        alive: asked,
        read: asked,
        readMany: asked,
        readFound: asked,
        find: asked,
        turn: asked,
      };
    },
    forget: async () => undefined,
    probe: ({ host }) => refuse(host)(),
    close: async () => undefined,
  };
}

/** The same elektrads, which may be asked and are not written to. */
export function createReadOnlyElektrads(elektrads: Elektrads, reason: string): Elektrads {
  const resting = createRestingElektrads(reason);
  return {
    ...elektrads,
    connection: (target) => ({ ...elektrads.connection(target), turn: resting.connection(target).turn }),
  };
}
