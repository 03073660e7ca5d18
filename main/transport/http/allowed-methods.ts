import { pathsOf } from '#shared/contract/field-places.ts';
import type { HttpContract } from '#shared/contract/operation.ts';
import { parsePath, type PathPiece } from '#shared/contract/path-template.ts';

/** The methods that an address has, for `Allow`. `path`: as sent, below the base path. */
export type AllowedMethods = (path: string) => readonly string[];

export function createAllowedMethods(contract: HttpContract): AllowedMethods {
  const routes = Object.values(contract).flatMap((operation) =>
    pathsOf(operation).map((path) => ({ method: operation.http.method, shape: shapeOf(parsePath(path)) })),
  );
  return (path) => {
    const methods = new Set(routes.filter(({ shape }) => shape.test(path)).map(({ method }) => method));
    return [...(methods.has('GET') ? ['HEAD'] : []), ...methods].sort();
  };
}

function shapeOf(pieces: readonly PathPiece[]): RegExp {
  const sources = pieces.map((piece) => {
    if (piece.kind === 'segment') return '/[^/]+';
    return piece.kind === 'rest' ? '/.*' : `/${piece.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
  });
  return new RegExp(`^${sources.join('')}$`, 's');
}
