import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Call } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { elektradContract } from '#shared/elektrad/contract.ts';
import type { Reply } from '#shared/errors/reply.ts';
import { createElektrad } from '../../elektrad/elektrad.ts';
import { createMemoryKeyStore } from '../../elektrad/storage/memory-key-store.ts';
import type { KeyStore } from '../../elektrad/ports.ts';
import { createDispatcher, type Dispatcher } from '../../transport/dispatcher.ts';
import { recordedLog } from '../../transport/testing/recorded-log.ts';
import type { Behaviour } from './behaviour.ts';
import { serveElektrad, type ElektradRequest } from './elektrad-routes.ts';

/** A write as it arrived, in order; also one that was refused. */
export interface MemberWrite {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One elektrad of the fleet. */
export interface Member {
  readonly address: string;
  readonly writes: MemberWrite[];
  keys(): KeyStore;
  behave(behaviour: Behaviour): Promise<void>;
  /** @param port 0: any */
  listen(port: number): Promise<number>;
  close(): Promise<void>;
}

const CALL: Call<unknown> = {
  caller: { id: 'fleet', name: 'fleet', role: 'admin' },
  requestId: 'fleet',
  signal: new AbortController().signal,
};
const LOG = recordedLog();

/** Below it is what clusterd itself writes. */
const OWN_KEYS = 'user:/sw/elektra/web';

/** @param noted false: its writes are not remembered. @param counted is told the operation of each request */
export function createMember(address: string, noted: boolean, counted: (operation: string) => void): Member {
  const writes: MemberWrite[] = [];
  const held = new Set<ServerResponse>();
  let behaviour: Behaviour = 'up';
  let port = 0;
  let made: { readonly store: KeyStore; readonly dispatcher: Dispatcher } | null = null;
  let server: Server | null = null;

  /** Made when it is first asked: most of a large fleet's members are asked for little. */
  function machine() {
    if (made === null) {
      const store = { ...createMemoryKeyStore(`fleet-${address}`), file: '/fleet/keys.lmdb' };
      const { handlers } = createElektrad({ store, product: { name: 'fleet', version: '1' } });
      const dispatcher = createDispatcher({ contract: elektradContract, handlers, log: LOG, validateOutput: false });
      made = { store, dispatcher };
    }
    return made;
  }

  async function answer({ name, operation, input }: ElektradRequest): Promise<Reply> {
    counted(name);
    if (behaviour === 'error') throw new ElektraError('INTERNAL');
    if (operation.kind === 'command' && noted) writes.push({ operation: name, input });
    if (operation.kind === 'command' && behaviour === 'reject' && !isOwn(input)) throw rejection(input);
    return machine().dispatcher.dispatch(name, input, CALL);
  }

  function serve(request: IncomingMessage, response: ServerResponse): void {
    if (behaviour === 'hang') {
      held.add(response);
      response.once('close', () => held.delete(response));
      return;
    }
    serveElektrad(request, response, answer).catch(() => response.destroy());
  }

  async function open(): Promise<void> {
    const opened = createServer(serve);
    server = opened;
    opened.listen({ host: address, port });
    await once(opened, 'listening');
    const at = opened.address();
    port = typeof at === 'object' && at !== null ? at.port : port;
  }

  async function shut(): Promise<void> {
    if (server === null) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    server = null;
    await closed;
  }

  return {
    address,
    writes,
    keys: () => machine().store,
    async behave(next) {
      const was = behaviour;
      behaviour = next;
      if (next === 'down') await shut();
      else if (was === 'down') await open();
      // Whoever waits learns that it waits for nothing.
      if (was === 'hang') held.forEach((response) => response.destroy());
    },
    async listen(wanted) {
      port = wanted;
      await open();
      return port;
    },
    close: shut,
  };
}

function isOwn({ name }: ElektradRequest['input']): boolean {
  return typeof name === 'string' && (name === OWN_KEYS || name.startsWith(`${OWN_KEYS}/`));
}

function rejection({ name }: ElektradRequest['input']): ElektraError {
  const key = String(name);
  const reason = `Validation of key '${key}' failed: value not within range 1-10`;
  return new ElektraError('ELEKTRA_REJECTED', reason, {
    data: { number: 'C03200', description: 'Validation Semantic', reason, mountPoint: null, file: null, key },
  });
}
