import type { EventTable } from '#shared/contract/events.ts';
import type { Components, JsonSchema } from './openapi-components.ts';
import { errorResponses } from './openapi-errors.ts';

/** The stream of events, as the document describes it. */
export function describeEvents(table: EventTable, components: Components): JsonSchema {
  const names = Object.keys(table);
  return {
    operationId: 'events.listen',
    tags: ['events'],
    summary: 'Server-sent events: what happens, as it happens.',
    description: [
      'Each block has an `event` (the name), an `id` and the `data` as one line of JSON.',
      'Who comes back with the last `id` hears what was missed, in order and once. Where that is not there any more (too long ago, or clusterd was restarted) comes the event `reload`: everything known may be outdated.',
      'Without an id the stream begins now; its first block tells the position. Blocks without data tell the position too, and that the stream lives.',
      'The stream ends with the token or session. Each event is told only to callers with its role.',
    ].join('\n\n'),
    'x-kind': 'query',
    'x-role': 'viewer',
    security: [{ token: [] }, { session: [] }],
    parameters: [
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'The last id that was heard; browsers send it by themselves.',
        schema: { type: 'string' },
      },
      {
        name: 'lastEventId',
        in: 'query',
        required: false,
        description: 'The same, for those who cannot set a header.',
        schema: { type: 'string' },
      },
      {
        name: 'names',
        in: 'query',
        required: false,
        description: 'Only these events, separated by commas.',
        style: 'form',
        explode: false,
        schema: { type: 'array', items: { enum: names } },
      },
    ],
    responses: {
      200: {
        description: 'The stream.',
        content: {
          'text/event-stream': {
            schema: { oneOf: [...names.map((name) => eventSchema(name, table, components)), RELOAD] },
          },
        },
      },
      ...errorResponses([], components),
    },
  };
}

function eventSchema(name: string, table: EventTable, components: Components): JsonSchema {
  const definition = table[name];
  if (definition === undefined) throw new Error(`There is no event ${name}.`);
  const { summary, role, data } = definition;
  return block(summary, { 'x-role': role }, name, components.schema(data, 'output'));
}

const RELOAD = block('What was missed is not there any more.', {}, 'reload', { type: 'object', properties: {} });

function block(description: string, more: JsonSchema, event: string, data: JsonSchema): JsonSchema {
  const properties = { event: { const: event }, id: { type: 'string' }, data };
  return { description, ...more, type: 'object', properties, required: ['event', 'id', 'data'] };
}
