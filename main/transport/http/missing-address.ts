import { ElektraError } from '#shared/errors/elektra-error.ts';
import { errorBodyOf } from '#shared/errors/elektra-error.ts';
import type { AllowedMethods } from './allowed-methods.ts';
import { API_HEADERS, type Answer } from './answer.ts';
import { errorAnswer, withHeader, type ErrorFormat } from './error-answer.ts';

interface MissingRequest {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
}

/** The answer where there is no route: 404, or 405 and `Allow` when the address has other methods; `OPTIONS` asks for just these. */
export function missingAddress(request: MissingRequest, allowed: AllowedMethods, format: ErrorFormat): Answer {
  const { method, path, requestId } = request;
  const methods = allowed(path);
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (methods.length === 0) return errorAnswer(errorBodyOf(new ElektraError('NOT_FOUND'), requestId), format);
  if (method === 'OPTIONS') return { status: 204, headers: [...API_HEADERS, 'allow', allow], body: '' };
  const error = new ElektraError('NOT_FOUND', `This address has no ${method}. It has ${methods.join(', ')}.`);
  return withHeader({ ...errorAnswer(errorBodyOf(error, requestId), format), status: 405 }, 'allow', allow);
}
