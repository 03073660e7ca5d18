/** The one-time code of a sign-in link: `#code=…`, in the fragment, which no server and no log ever sees. Null when there is none. */
export function codeOf(hash: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('code');
  return code === null || code === '' ? null : code;
}
