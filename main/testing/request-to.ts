import { RawBody, type ElektradRequest } from '../elektrad/testing/elektrad-conformance.ts';

/** A connection to an elektrad for its conformance tests. Keeps the session that the field's opens with the first answer. */
export function requestTo(base: string): ElektradRequest {
  let cookie = '';
  return async (method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      redirect: 'error',
      headers: cookie === '' ? {} : { cookie },
      ...(body === undefined ? {} : { body: body instanceof RawBody ? body.text : JSON.stringify(body) }),
    });
    const [session = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    if (session !== '') cookie = session;
    return { status: answer.status, body: await answer.text() };
  };
}
