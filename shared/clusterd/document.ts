/** What the API's document says of itself; the version is the product's. */
export const CLUSTERD_DOCUMENT = {
  title: 'clusterd',
  description: [
    'clusterd of Elektra Web: remembers the elektrads of a fleet and manages their keys.',
    'A key name in a path is sent as one percent-encoded segment (`user:/sw/app` is `user%3A%2Fsw%2Fapp`), or as plain path segments.',
    'Fields of a JSON body may be sent in the query string instead where they have a form there, for example `?force=true`.',
  ].join('\n\n'),
} as const;
