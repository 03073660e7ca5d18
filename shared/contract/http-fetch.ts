/** What the client needs of a platform's `fetch`; every platform's own fits. */
export type HttpFetch = (url: string, init: HttpRequestInit) => Promise<HttpAnswer>;

export interface HttpRequestInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** A redirect would send key names, and perhaps a token, to another place. */
  readonly redirect: 'error';
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** The answer as it comes; a platform without it hands over everything at the end. */
  readonly body?: { getReader(): HttpBodyReader } | null;
}

interface HttpBodyReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
}
