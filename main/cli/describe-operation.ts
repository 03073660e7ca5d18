import * as z from 'zod';
import { clusterdContract } from '#shared/clusterd/contract.ts';
import type { HttpContract, HttpOperation } from '#shared/contract/operation.ts';
import { alignedLines } from './aligned-lines.ts';

const contract: HttpContract = clusterdContract;

/** One line an operation: name, role, summary. */
export function operationList(): string {
  return alignedLines(Object.entries(contract).map(([name, { role, summary }]) => [name, role, summary]));
}

/** What an operation takes and answers, with JSON schemas. */
export function describeOperation(name: string, operation: HttpOperation): Readonly<Record<string, unknown>> {
  const { summary, description, kind, role, http, input, output, parts, errors } = operation;
  return {
    operation: name,
    summary,
    ...(description === undefined ? {} : { description }),
    kind,
    role,
    http: `${http.method} ${http.path}`,
    input: z.toJSONSchema(input, { io: 'input' }),
    output: z.toJSONSchema(output),
    ...(parts === undefined ? {} : { parts: z.toJSONSchema(parts) }),
    errors,
  };
}
