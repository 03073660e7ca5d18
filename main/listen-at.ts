/** Where and how a daemon listens. */
export interface ListenAt {
  /** An address of this machine. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** PEM files; null: plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  /** Further names by which browsers may reach the server. */
  readonly allowedHosts: readonly string[];
  /** `/`, or like `/elektra`. */
  readonly basePath: string;
}
