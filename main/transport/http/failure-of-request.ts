import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import { invalidField } from '../invalid-input.ts';

/** What went wrong before an operation could begin, in the catalogue's words; null: a bug of ours. */
export function failureOfRequest(error: unknown, bodyLimit: number): ElektraError | null {
  if (isElektraError(error)) return error;
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new ElektraError('TOO_LARGE', `The body is larger than ${bodyLimit} bytes.`, { data: { limit: bodyLimit } });
  }
  if (code === 'FST_ERR_BAD_URL') return invalidField('', 'the address is not valid percent-encoding of UTF-8');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return invalidField('Content-Type', 'is not a media type');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return invalidField('', message ?? 'bad request');
  return null;
}
