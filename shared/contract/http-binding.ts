export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How one operation looks over HTTP. Every input field not named here travels in the query string, or in the body if `body` is `rest`. */
export interface HttpBinding {
  readonly method: HttpMethod;
  /** `:name` is one path segment, `*name` (only at the end) everything that follows, both percent-decoded exactly once. */
  readonly path: `/${string}`;
  /** Further paths of the same operation, for optional path fields and old clients. */
  readonly alsoAt?: readonly `/${string}`[];
  /**
   * `rest`: the fields not bound elsewhere, as one JSON object (an absent or empty body is `{}`).
   * `{ field }`: that field alone is the body. `json`: one JSON value whatever the Content-Type says. `json-or-text`: `text/plain` is taken as it
   * is, `application/json` as one JSON string, and without a Content-Type what parses as a JSON string is one.
   */
  readonly body?: 'rest' | { readonly field: string; readonly as: 'json' | 'json-or-text' };
  /** The input field that travels as `If-Match`. */
  readonly ifMatch?: string;
  /** The output field that also travels as `ETag`. */
  readonly etag?: string;
  /** A number, or chosen by a field of the output: a boolean, or one word of several. */
  readonly success:
    | number
    | { readonly field: string; readonly yes: number; readonly no: number }
    | { readonly field: string; readonly of: Readonly<Record<string, number>> };
  /**
   * `json` (default): the output. `none`: no body; an object output comes back as `{}`. `page`: the output is a `Page`; its items are the body as a
   * plain array, its total `X-Total-Count`, its neighbours `Link`. `{ field }`: that field alone is the body (as JSON).
   */
  readonly reply?: 'json' | 'none' | 'page' | { readonly field: string };
  /** The output field that is never in the body but sets (or, when null, clears) the session cookie. */
  readonly cookie?: string;
}
