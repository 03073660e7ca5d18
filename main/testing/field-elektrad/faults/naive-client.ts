import type { ElektradNode } from '#shared/elektrad/contract.ts';

export interface NaiveAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly type: string;
  readonly text: string;
}

/** A client that takes the protocol at its word: success answers are believed, children taken as they come, redirects followed. */
export interface NaiveClient {
  get(name: string): Promise<ElektradNode>;
  /** Each write resolves to whether the elektrad says that all went well. */
  put(name: string, value: string): Promise<boolean>;
  remove(name: string): Promise<boolean>;
  setMeta(name: string, key: string, value: string | null): Promise<boolean>;
  move(from: string, to: string): Promise<boolean>;
  /** `path` as it is to be sent. */
  send(method: string, path: string, body?: string): Promise<NaiveAnswer>;
}

/** Without a cookie each request has a session of its own. */
export function createNaiveClient(host: string, cookie?: string): NaiveClient {
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie: `session=${cookie}` };
  const at = (route: string, name: string) => `${route}/${encodeURIComponent(name)}`;

  async function send(method: string, path: string, body?: string): Promise<NaiveAnswer> {
    const response = await fetch(host + path, { method, headers, ...(body === undefined ? {} : { body }) });
    const { status, ok } = response;
    return { status, ok, type: response.headers.get('content-type') ?? '', text: await response.text() };
  }

  return {
    send,
    get: async (name) => JSON.parse((await send('GET', at('/kdb', name))).text) as ElektradNode,
    put: async (name, value) => (await send('PUT', at('/kdb', name), JSON.stringify(value))).ok,
    remove: async (name) => (await send('DELETE', at('/kdb', name))).ok,
    setMeta: async (name, key, value) => (await send('POST', at('/kdbMeta', name), JSON.stringify({ key, value }))).ok,
    move: async (from, to) => (await send('POST', at('/kdbMv', from), JSON.stringify(to))).ok,
  };
}
