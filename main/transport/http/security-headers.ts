/** What every page and asset of the client goes out with. */
const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()',
} as const;

const STRICT_TRANSPORT = { ...EVERYWHERE, 'strict-transport-security': 'max-age=31536000' } as const;

/** `secure`: the person's connection is encrypted; only then a browser may be told to insist on it. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return secure ? STRICT_TRANSPORT : EVERYWHERE;
}

/** The policy of a page: our own files, and styles that carry this answer's nonce (reka-ui puts one into the page). */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
