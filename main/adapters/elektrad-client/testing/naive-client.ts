/** What a client does that takes the protocol at its word: no cookie kept, success answers believed, children taken as they come. */
export interface NaiveClient {
  get(
    name: string,
  ): Promise<{ readonly status: number; readonly body: { value?: string; children?: { path: string }[] } }>;
  /** Resolves to whether the elektrad says that all went well. */
  put(name: string, value: string): Promise<boolean>;
  remove(name: string): Promise<boolean>;
  setMeta(name: string, key: string, value: string | null): Promise<boolean>;
}

export function createNaiveClient(host: string): NaiveClient {
  const keyUrl = (route: string, name: string) => `${host}${route}/${encodeURIComponent(name)}`;
  return {
    async get(name) {
      const response = await fetch(keyUrl('/kdb', name));
      return { status: response.status, body: (await response.json()) as { value?: string } };
    },
    async put(name, value) {
      return (await fetch(keyUrl('/kdb', name), { method: 'PUT', body: JSON.stringify(value) })).ok;
    },
    async remove(name) {
      return (await fetch(keyUrl('/kdb', name), { method: 'DELETE' })).ok;
    },
    async setMeta(name, key, value) {
      const body = JSON.stringify({ key, value });
      return (await fetch(keyUrl('/kdbMeta', name), { method: 'POST', body })).ok;
    },
  };
}
