import fastify from 'fastify';
import { Agent, request } from 'undici';

/** Set for the process by whoever starts it. */
export interface BareDeliveryOptions {
  /** Where a fleet takes orders, and tells where its members are. */
  readonly control: string;
  readonly concurrency: number;
}

/** What a round sends to each host. */
export interface DeliveryRound {
  readonly keys: readonly string[];
  readonly value: string;
}

interface Held {
  readonly value?: string;
}

const MARKER = 'user:/sw/elektra/web/#0/current/identity';
const HEADERS = { cookie: 'session=bare-delivery', 'content-type': 'application/json' };

/**
 * The least that a delivery can be: to so many hosts side by side, ask who answers behind a new connection, read the keys, write them and read them back,
 * several of them in one request each. POST /round does it once and answers when the last host has everything.
 */
export async function runBareDelivery({ control, concurrency }: BareDeliveryOptions): Promise<void> {
  const { hosts } = (await (await request(control)).body.json()) as { readonly hosts: readonly string[] };
  // As clusterd keeps its own, and shorter than the members would: undici leaves two seconds of what they announce.
  const dispatcher = new Agent({
    connections: 1,
    pipelining: 1,
    keepAliveTimeout: 60_000,
    keepAliveMaxTimeout: 60_000,
  });
  const app = fastify({ requestTimeout: 0 });
  /** The hosts to which a connection is open: nobody knows who answers behind a new one before it has told its version. */
  const connected = new Set<string>();
  dispatcher.on('disconnect', (origin) => connected.delete(origin.origin));

  async function send(method: 'GET' | 'PUT' | 'POST', url: string, sent: unknown): Promise<string> {
    const body = sent === undefined ? null : JSON.stringify(sent);
    const answer = await request(url, { dispatcher, method, headers: HEADERS, body });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${url} answered ${answer.statusCode}: ${text}`);
    return text;
  }

  async function meet(host: string): Promise<void> {
    if (connected.has(host)) return;
    await send('GET', `${host}/version`, undefined);
    connected.add(host);
  }

  /** As a change is delivered that is made now: whose database it is comes along with the key. */
  async function deliverOne(host: string, key: string, value: string): Promise<void> {
    const url = `${host}/kdb/${encodeURIComponent(key)}`;
    await send('POST', `${host}/kdbRead`, { names: [key, MARKER] });
    await send('PUT', url, value);
    requireValue([JSON.parse(await send('GET', url, undefined)) as Held], value);
  }

  /** As an instance gets what it has missed: whose database it is has to be known first. */
  async function deliverMissed(host: string, { keys, value }: DeliveryRound): Promise<void> {
    await send('GET', `${host}/kdb/${encodeURIComponent(MARKER)}`, undefined);
    await send('POST', `${host}/kdbRead`, { names: keys });
    const configurations = keys.map((key) => ({ key, value }));
    await send('PUT', `${host}/kdbAll/${encodeURIComponent('system:/')}`, { configurations });
    const after = JSON.parse(await send('POST', `${host}/kdbRead`, { names: keys })) as {
      readonly keys: readonly Held[];
    };
    requireValue(after.keys, value);
  }

  async function deliver(host: string, round: DeliveryRound): Promise<void> {
    await meet(host);
    const [key, ...others] = round.keys;
    if (key !== undefined && others.length === 0) await deliverOne(host, key, round.value);
    else await deliverMissed(host, round);
  }

  app.post<{ Body: DeliveryRound }>('/round', async ({ body }) => {
    let next = 0;
    const sender = async () => {
      for (let host = hosts[next++]; host !== undefined; host = hosts[next++]) await deliver(host, body);
    };
    await Promise.all(Array.from({ length: concurrency }, sender));
    return { hosts: hosts.length };
  });

  process.stdout.write(`bare delivery listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
}

function requireValue(keys: readonly Held[], value: string): void {
  const wrong = keys.find((key) => key.value !== value);
  if (wrong !== undefined) throw new Error(`A key holds ${wrong.value}.`);
}
