import { pathsOf } from '#shared/contract/field-places.ts';
import { EVENTS_PATH, type EventTable } from '#shared/contract/events.ts';
import type { HttpContract } from '#shared/contract/operation.ts';
import { describeEvents } from './openapi-events.ts';
import { describeOperation } from './openapi-operation.ts';
import { createComponents, type JsonSchema } from './openapi-components.ts';

export interface OpenapiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** The OpenAPI 3.1 document of a contract (https://spec.openapis.org/oas/v3.1.1). `server`: where the paths begin. */
export function openapiDocument(
  contract: HttpContract,
  info: OpenapiInfo,
  server: string,
  events: EventTable | null = null,
): JsonSchema {
  const components = createComponents();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [name, operation] of Object.entries(contract)) {
    for (const [index, path] of pathsOf(operation).entries()) {
      const id = index === 0 ? name : `${name}.${index + 1}`;
      const methods = (paths[templated(path)] ??= {});
      methods[operation.http.method.toLowerCase()] = describeOperation(id, operation, path, components);
    }
  }
  if (events !== null) paths[EVENTS_PATH] = { get: describeEvents(events, components) };
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: server }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An access token, or the one of elektra-web sign-in.' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'elektra_web_33334',
          description: 'Made by signing in; the port is in its name. What changes something needs our own Origin too.',
        },
      },
      ...components.all(),
    },
  };
}

function templated(path: string): string {
  return path.replace(/[:*]([A-Za-z]\w*)/g, '{$1}');
}
