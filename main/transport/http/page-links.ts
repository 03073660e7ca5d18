import { PAGE_LIMIT } from '#shared/contract/page.ts';

/**
 * The `Link` header of a page (RFC 8288): first, prev, next and last, with the rest of the query (the filter) as it was. `url`: the request's own,
 * already accepted.
 */
export function pageLinks(url: string, total: number): string {
  const [path = '', query = ''] = url.split('?', 2);
  const given = new URLSearchParams(query);
  const offset = Number(given.get('offset') ?? 0);
  const limit = Number(given.get('limit') ?? PAGE_LIMIT);
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;

  function link(relation: string, at: number): string {
    const parameters = new URLSearchParams(given);
    parameters.set('offset', String(at));
    parameters.set('limit', String(limit));
    return `<${path}?${parameters.toString()}>; rel="${relation}"`;
  }

  return [
    link('first', 0),
    ...(offset > 0 ? [link('prev', Math.max(0, Math.min(offset, last + limit) - limit))] : []),
    ...(offset + limit < total ? [link('next', offset + limit)] : []),
    link('last', last),
  ].join(', ');
}
