import { ElektraError } from '#shared/errors/elektra-error.ts';

/**
 * A regular expression (RE2) as one path segment. The field's router decodes the path first and redirects where it then reads `//`, `/./`, `/../`
 * or ends in `/.`, and does not find line breaks, so these are written otherwise: `\/` for the second slash, an empty group behind a last dot.
 * Throws QUERY_INVALID for what no URL can hold.
 */
export function findPatternSegment(pattern: string): string {
  try {
    return encodeURIComponent(withoutSteps(pattern));
  } catch (error) {
    if (error instanceof URIError) throw queryError(pattern, 'it contains half of a character (a lone surrogate)');
    throw error;
  }
}

function withoutSteps(pattern: string): string {
  const onOneLine = pattern.replaceAll('\n', '\\n').replaceAll('\0', '\\x00');
  if (!/\/(?:\/|\.\.?(?:\/|$))/.test(`/${onOneLine}`)) return onOneLine;
  if (onOneLine.includes('\\Q')) {
    throw queryError(
      pattern,
      'it has //, /./ or /../ between \\Q and \\E, which a URL would change. Write it without \\Q',
    );
  }
  const steps = onOneLine.split('/');
  return steps.map((step, at) => (isStep(step) ? guarded(step, at === steps.length - 1) : step)).join('/');
}

function queryError(query: string, reason: string): ElektraError {
  return new ElektraError('QUERY_INVALID', `The search cannot be sent: ${reason}.`, { data: { query, reason } });
}

function isStep(text: string): boolean {
  return text === '' || text === '.' || text === '..';
}

/** The slash behind it is escaped, which means the same inside brackets too; where none follows, nothing can be added to a step but nothing. */
function guarded(step: string, isLast: boolean): string {
  if (!isLast) return `${step}\\`;
  return step === '' ? '' : `${step}(?:)`;
}
