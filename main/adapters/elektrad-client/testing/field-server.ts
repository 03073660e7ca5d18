import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { endOfPart } from '#shared/model/key-part.ts';

export interface FieldRequest {
  readonly method: string;
  /** As it was sent. */
  readonly url: string;
  /** `/kdb`, `/version`, … */
  readonly route: string;
  /** The key name or pattern, decoded. */
  readonly name: string;
  readonly session: string | null;
  readonly body: string;
}

interface FieldKey {
  value: string;
  meta: Record<string, string>;
}

/** Takes a request over when it returns true; what it returns is awaited. */
export type Fault = (request: FieldRequest, response: ServerResponse) => boolean | Promise<boolean>;

/**
 * A real HTTP server that behaves like the elektrad of the field where the client's tests need it (docs of libelektra 0.11.0's are wrong in parts; what
 * is here was observed). A test adds the one fault it is about.
 */
export interface FieldServer {
  readonly url: string;
  readonly keys: Map<string, FieldKey>;
  /** Every request in the order in which the handlers began. */
  readonly requests: FieldRequest[];
  /** Database handles made so far; each copies the whole database. */
  readonly handles: string[];
  /** The most requests that were in a handler at the same time. */
  busiest(): number;
  fault(fault: Fault | null): void;
  /** Puts a process in its place that knows no session. */
  restart(): Promise<void>;
  /** Kills the process: connections break, nothing listens. */
  kill(): Promise<void>;
}

const ROUTES = ['/kdbAll', '/kdbFind', '/kdbMeta', '/kdbRead', '/kdb', '/version'];

export async function startFieldServer(capabilities?: readonly string[]): Promise<FieldServer> {
  const keys = new Map<string, FieldKey>();
  const requests: FieldRequest[] = [];
  const handles: string[] = [];
  const sessions = new Set<string>();
  let active = 0;
  let most = 0;
  let current: Fault | null = null;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await received(message);
    requests.push(request);
    active += 1;
    most = Math.max(most, active);
    response.on('close', () => {
      active -= 1;
    });
    if (current !== null && (await current(request, response))) return;
    const path = decodeURIComponent(request.url.split('?')[0] ?? '');
    const cleaned = path === '/' ? path : posix.normalize(path);
    if (cleaned !== path) return answer(response, 301, '', { location: cleaned });
    if (request.route === '') return answer(response, 404, '404 page not found\n');
    await openSession(request, response);
    route(request, response);
  }

  async function openSession({ session }: FieldRequest, response: ServerResponse): Promise<void> {
    if (session !== null && sessions.has(session)) return;
    const value = session ?? randomUUID();
    // Making a handle takes a while, in which other requests with the same cookie come to the same conclusion.
    await setImmediate();
    handles.push(value);
    sessions.add(value);
    response.setHeader('set-cookie', `session=${value}; Max-Age=3600; HttpOnly`);
  }

  function route(request: FieldRequest, response: ServerResponse): void {
    const { method, name } = request;
    switch (`${method} ${request.route}`) {
      case 'GET /version':
        return json(response, {
          api: 1,
          elektra: { version: '0.11.0', major: 0, minor: 11, micro: 0 },
          ...(capabilities === undefined ? {} : { id: 'ours', capabilities }),
        });
      case 'GET /kdb':
        return json(response, nodeOf(keys, name, Number(/preload=(\d)/.exec(request.url)?.[1] ?? 0)));
      case 'PUT /kdb':
        return put(request, response);
      case 'DELETE /kdb':
        for (const each of request.url.endsWith('?recursive=1') ? namesBelow(keys, name) : [name]) keys.delete(each);
        return answer(response, 204, '');
      case 'PUT /kdbAll':
        return setAll(request, response);
      case 'GET /kdbFind':
        return find(request, response);
      case 'POST /kdbMeta':
        return setMeta(request, response);
      case 'POST /kdbRead': {
        const { names } = JSON.parse(request.body) as { names: string[] };
        return json(response, { keys: names.map((each) => ({ name: each, ...contentOf(keys, each) })) });
      }
      default:
        return answer(response, 405, '');
    }
  }

  function put({ name, body }: FieldRequest, response: ServerResponse): void {
    const value: unknown = JSON.parse(body);
    const before = keys.get(name);
    // A zero byte ends the value, and a binary key becomes text.
    keys.set(name, { value: String(value).split('\0')[0] ?? '', meta: withoutBinary(before?.meta ?? {}) });
    answer(response, before === undefined ? 201 : 200, '');
  }

  /** The field's elektrad answers the same, and keeps nothing. */
  function setAll({ body }: FieldRequest, response: ServerResponse): void {
    const { configurations } = JSON.parse(body) as { configurations: { key: string; value: string; meta: object }[] };
    for (const { key, value, meta } of capabilities?.includes('set-all') === true ? configurations : []) {
      keys.set(key, { value, meta: { ...keys.get(key)?.meta, ...meta } });
    }
    answer(response, 201, '');
  }

  function setMeta({ name, body }: FieldRequest, response: ServerResponse): void {
    const { key, value } = JSON.parse(body) as { key: string; value: string | null };
    const target = keys.get(name) ?? { value: '', meta: {} };
    keys.set(name, target);
    if (value === null) delete target.meta[key];
    else target.meta[key] = value;
    answer(response, 204, '');
  }

  function find({ name }: FieldRequest, response: ServerResponse): void {
    try {
      const pattern = new RegExp(name);
      json(
        response,
        sorted(keys).filter((each) => pattern.test(each)),
      );
    } catch {
      answer(response, 400, '');
    }
  }

  let server = await listen(0);
  const { port } = server.address() as AddressInfo;

  async function listen(at: number): Promise<Server> {
    const next = createServer((message, response) => {
      handle(message, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => next.listen(at, '127.0.0.1', resolve));
    return next;
  }

  async function kill(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    sessions.clear();
    await closed;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    keys,
    requests,
    handles,
    busiest: () => most,
    fault(fault) {
      current = fault;
    },
    async restart() {
      await kill();
      server = await listen(port);
    },
    kill,
  };
}

export function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, headers).end(body);
}

/** Refuses as the field's elektrad does: JSON that calls itself text/plain. */
export function refuse(response: ServerResponse, words: string): true {
  answer(response, 400, JSON.stringify({ error: words }), { 'content-type': 'text/plain; charset=utf-8' });
  return true;
}

async function received(message: IncomingMessage): Promise<FieldRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const url = message.url ?? '';
  const path = url.split('?')[0] ?? '';
  const route = ROUTES.find((each) => path === each || path.startsWith(`${each}/`)) ?? '';
  return {
    method: message.method ?? '',
    url,
    route,
    name: decodeURIComponent(path.slice(route.length + 1)),
    session: /session=([^;]*)/.exec(message.headers.cookie ?? '')?.[1] ?? null,
    body: Buffer.concat(chunks).toString(),
  };
}

function json(response: ServerResponse, value: unknown): void {
  answer(response, 200, JSON.stringify(value), { 'content-type': 'application/json' });
}

function sorted(keys: ReadonlyMap<string, FieldKey>): readonly string[] {
  return [...keys.keys()].sort(compareKeyNames);
}

function contentOf(keys: ReadonlyMap<string, FieldKey>, name: string): object {
  const key = keys.get(name);
  if (key === undefined) return { exists: false };
  const isBinary = 'binary' in key.meta;
  const value = isBinary ? '(binary)' : key.value;
  return {
    exists: true,
    ...(value === '' ? {} : { value }),
    ...(Object.keys(key.meta).length === 0 ? {} : { meta: key.meta }),
  };
}

function namesBelow(keys: ReadonlyMap<string, FieldKey>, name: string): readonly string[] {
  const prefix = name === '' || name.endsWith(':/') ? name : `${name}/`;
  return sorted(keys).filter((each) => each === name || each.startsWith(prefix));
}

/** Without every other child, and without those that have no key of their own. */
function nodeOf(keys: ReadonlyMap<string, FieldKey>, name: string, preload: number): object {
  const prefix = name === '' || name.endsWith(':/') ? name : `${name}/`;
  const ls = namesBelow(keys, name);
  const direct = ls.filter((each) => each !== name && isDirectlyBelow(each, prefix));
  const answered = direct.filter((_child, at) => at % 2 === 0);
  return {
    name: name.slice(name.lastIndexOf('/') + 1),
    path: name === '' ? '/' : name,
    ls,
    ...contentOf(keys, name),
    ...(preload < 0 || answered.length === 0
      ? {}
      : { children: answered.map((child) => nodeOf(keys, child, preload - 1)) }),
  };
}

function isDirectlyBelow(name: string, prefix: string): boolean {
  return prefix === '' ? name.endsWith(':/') : endOfPart(name, prefix.length) === name.length;
}

function withoutBinary(meta: Readonly<Record<string, string>>): Record<string, string> {
  const { binary: _binary, ...rest } = meta;
  return rest;
}
