import { exampleChange, updatedItem } from '../examples.ts';
import { schemaRef } from '../json-schema.ts';
import type { Operation } from '../operation.ts';
import { readFaults } from './fault-groups.ts';

const events = [
  'retry: 2000',
  '',
  `id: ${exampleChange.seq}`,
  `event: item.${exampleChange.type}`,
  `data: ${JSON.stringify(exampleChange)}`,
  '',
  '',
].join('\n');

const snapshotEvents = [
  'retry: 2000',
  '',
  'event: item.snapshot',
  `data: ${JSON.stringify({ collection: 'items', version: 2, item: updatedItem })}`,
  '',
  'id: 42',
  'event: snapshot.end',
  'data: {"seq":42}',
  '',
  '',
].join('\n');

const description = `Server-sent events, one for each change, in the order of the changes.

- \`item.created\`, \`item.updated\`, \`item.deleted\`: the data is a \`Change\`, the \`id\` its \`seq\`.
- \`item.snapshot\`: with \`snapshot=true\`, an item as it is: \`{"collection", "version", "item"}\`.
- \`snapshot.end\`: all items were told; what follows are changes behind \`{"seq"}\`.
- \`reset\`: changes that were asked for are not kept any more; what follows is behind \`{"seq"}\`.
- \`bye\`: the server stops; connect again.

A connection that was lost goes on without a gap: connect again with \`Last-Event-ID\`. A comment comes every
15 seconds, so that silence means that the connection is lost. With \`wait\` there is one JSON answer instead.`;

/** Live changes (contract B6). */
export const changesOperations: Readonly<Record<string, Operation>> = {
  followChanges: {
    tag: 'changes',
    description,
    parameters: ['since', 'snapshot', 'changedId', 'collection', 'wait', 'lastEventId'],
    answers: {
      200: {
        description: 'Changes as events, or with `wait` as one answer.',
        content: {
          'text/event-stream': {
            schema: { type: 'string' },
            examples: { 'A change': events, 'With snapshot=true': snapshotEvents },
          },
          'application/json': {
            schema: schemaRef('ChangeList'),
            examples: { 'With wait=25': { changes: [exampleChange], next: exampleChange.seq } },
          },
        },
      },
    },
    faults: ['bad_request', 'too_many_feeds', ...readFaults],
    access: 'read',
  },
};
