/** Which names in a `Host` header are this server's. Another one comes from a page that made its own name point here (DNS rebinding). */
export interface AllowedHosts {
  /** Allowed is also the address that the connection came in at; addresses cannot be rebound. */
  allows(host: string, connection: { readonly localAddress?: string | undefined }): boolean;
  add(name: string): void;
}

/** A tunnel may end on any port of the person's own machine, so these count with every port. */
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];
/** How many accepted headers are remembered as they came. */
const REMEMBERED = 64;

/** `names`: further names, with a port (then only that one) or without; null: every name is accepted. */
export function createAllowedHosts(names: readonly string[] | null): AllowedHosts {
  if (names === null) return { allows: () => true, add: () => undefined };
  const allowed = new Set([...LOOPBACK_NAMES, ...names.map(normalised)]);
  const seen = new Set<string>();
  return {
    allows(host, connection) {
      if (seen.has(host)) return true;
      const full = normalised(host);
      const name = withoutPort(full);
      if (allowed.has(full) || allowed.has(name)) {
        if (seen.size < REMEMBERED) seen.add(host);
        return true;
      }
      const { localAddress } = connection;
      return localAddress !== undefined && name === bracketed(localAddress);
    },
    add: (name) => void allowed.add(normalised(bracketed(name))),
  };
}

/** A host as it stands in a URL: IPv6 addresses in brackets, IPv4 ones that came over IPv6 as IPv4. */
export function bracketed(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return plain.includes(':') && !plain.startsWith('[') ? `[${plain}]` : plain;
}

function normalised(host: string): string {
  return host.toLowerCase().replace(/\.(?=:\d+$|$)/, '');
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
