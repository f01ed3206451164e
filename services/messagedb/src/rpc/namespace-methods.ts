import { hashApiKey } from '@aquifer/auth';
import { requireAdministrator, requireRight } from '../access/caller.ts';
import { createToken, parseToken } from '../access/token.ts';
import { fault, invalid } from '../faults.ts';
import { defaultNamespace, isNamespaceId, namespaceIdRule } from '../model/namespace.ts';
import type { Namespace } from '../model/namespace.ts';
import { isStorable, storableRule } from '../model/storable-text.ts';
import { countMessages } from '../namespaces/count-messages.ts';
import type { StoredNamespace } from '../store/message-store.ts';
import type { JsonObject } from './arguments.ts';
import { readNameOrEmpty, readNumber, readObject, readOptions, readText } from './arguments.ts';
import { checkJson } from './check-json.ts';
import type { Call, Method } from './method.ts';

const STREAMS_MAX = 1_000;
const STREAMS_DEFAULT = 100;

/** Tenants, and what is in them (contract §3.5, §11). */
export const namespaceMethods: readonly Method[] = [
  {
    name: 'ns.create',
    parameters: 'id, {description?, token?, metadata?}?',
    summary: 'Creates a namespace; the token is shown once',
    run: createNamespace,
  },
  {
    name: 'ns.rotate',
    parameters: 'id, {token?}?',
    summary: 'Gives a namespace another token; the old one is dead at once',
    run: rotateToken,
  },
  {
    name: 'ns.delete',
    parameters: 'id',
    summary: 'Deletes a namespace with all its messages',
    run: deleteNamespace,
  },
  {
    name: 'ns.list',
    parameters: '',
    summary: 'All namespaces, the newest first; to others than the administrator, their own',
    run: listNamespaces,
  },
  {
    name: 'ns.info',
    parameters: 'id',
    summary: 'How much a namespace holds',
    async run(call) {
      const namespace = await findNamespace(call, 'inspect other namespaces');
      const { messageCount, streamCount, lastActivity } = await namespace.log.statistics();
      return { ...describe(namespace), messageCount, streamCount, lastActivity };
    },
  },
  {
    name: 'ns.streams',
    parameters: '{prefix?, cursor?, limit?}?',
    summary: 'Streams of the own namespace by name',
    run: listStreams,
  },
  {
    name: 'ns.categories',
    parameters: '',
    summary: 'Categories of the own namespace by name',
    run: ({ log }) => log.categories(),
  },
];

async function createNamespace({ messageDb, caller, args }: Call): Promise<object> {
  const id = readText(args[0], 'namespace');
  if (!isNamespaceId(id)) throw invalid(`namespace ${namespaceIdRule}`);
  requireAdministrator(caller, 'create namespaces');
  const options = readOptions(args[1]);
  const { description, metadata } = options;
  const token = readToken(options, id);
  const namespace: Namespace = {
    id,
    tokenHash: hashApiKey(token),
    description: description === undefined ? '' : readDescription(description),
    metadata: metadata === undefined || metadata === null ? null : readMetadata(metadata),
    createdAt: new Date(),
  };
  if (!(await messageDb.store.namespaces.create(namespace))) {
    throw fault('namespace_exists', { namespace: id });
  }
  messageDb.namespaceChanged(id);
  return { namespace: id, token, createdAt: namespace.createdAt.toISOString() };
}

async function rotateToken(call: Call): Promise<object> {
  const { messageDb, args } = call;
  const namespace = await findNamespace(call, 'rotate tokens of other namespaces');
  const token = readToken(readOptions(args[1]), namespace.id);
  if (!(await messageDb.store.namespaces.replaceToken(namespace, hashApiKey(token)))) {
    throw fault('namespace_not_found', { namespace: namespace.id });
  }
  messageDb.namespaceChanged(namespace.id);
  return { namespace: namespace.id, token, createdAt: namespace.createdAt.toISOString() };
}

async function deleteNamespace(call: Call): Promise<object> {
  const { messageDb } = call;
  const namespace = await findNamespace(call, 'delete other namespaces');
  const { id } = namespace;
  if (id === defaultNamespace) throw invalid('namespace "default" cannot be deleted');
  let messagesDeleted: number | undefined;
  try {
    messagesDeleted = await messageDb.store.namespaces.delete(namespace);
  } finally {
    // Also when it is not known whether it was.
    messageDb.namespaceDeleted(id);
  }
  if (messagesDeleted === undefined) throw fault('namespace_not_found', { namespace: id });
  return { namespace: id, deletedAt: new Date().toISOString(), messagesDeleted };
}

async function listNamespaces({ messageDb, caller }: Call): Promise<readonly object[]> {
  const all = await messageDb.store.namespaces.list();
  const shown = all
    .filter(
      ({ incarnation }) => caller.isAdministrator || incarnation === caller.namespace.incarnation,
    )
    .toSorted((left, right) => right.createdAt.getTime() - left.createdAt.getTime());
  const counted = await countMessages(shown);
  return counted.map(({ namespace, messageCount }) => ({ ...describe(namespace), messageCount }));
}

async function listStreams({ args, log }: Call): Promise<readonly object[]> {
  const options = readOptions(args[0]);
  const limit = readNumber(options['limit'], 'limit') ?? STREAMS_DEFAULT;
  if (limit < 1 || limit > STREAMS_MAX) throw invalid(`limit must be from 1 to ${STREAMS_MAX}`);
  const prefix = readNameOrEmpty(options['prefix'] ?? '', 'prefix');
  const cursor = readNameOrEmpty(options['cursor'] ?? '', 'cursor');
  const streams = await log.streams({ prefix, cursor: cursor === '' ? undefined : cursor, limit });
  return streams.map(({ streamName, version, lastActivity }) => ({
    stream: streamName,
    version,
    lastActivity,
  }));
}

/** The namespace named by the first argument, if the caller may touch it. */
async function findNamespace(
  { messageDb, caller, args }: Call,
  action: string,
): Promise<StoredNamespace> {
  const id = readText(args[0], 'namespace');
  if (id === '') throw invalid('namespace must not be empty');
  requireRight(caller, id, action);
  // Not looked up again: there may be another one of this id by now, which the token does not open.
  if (id === caller.namespace.id) return caller.namespace;
  const namespace = isNamespaceId(id) ? await messageDb.store.namespaces.find(id) : undefined;
  if (namespace === undefined) throw fault('namespace_not_found', { namespace: id });
  return namespace;
}

function describe({ id, description, createdAt }: Namespace): JsonObject {
  return { namespace: id, description, createdAt: createdAt.toISOString() };
}

/** The given token, which must be of this namespace, or a new one. */
function readToken({ token }: JsonObject, id: string): string {
  if (token === undefined || token === null || token === '') return createToken(id);
  const text = readText(token, 'token');
  const parsed = parseToken(text);
  if (parsed.kind === 'malformed') throw invalid(`token is not valid: ${parsed.reason}`);
  if (parsed.namespace !== id) throw invalid('token is one of another namespace');
  return text;
}

const DESCRIPTION_MAX = 10_000;

function readDescription(value: unknown): string {
  const text = readText(value, 'description');
  if (text.length > DESCRIPTION_MAX) {
    throw invalid(`description must not be longer than ${DESCRIPTION_MAX} characters`);
  }
  if (!isStorable(text)) throw invalid(`description ${storableRule}`);
  return text;
}

function readMetadata(value: unknown): string {
  const metadata = readObject(value, 'metadata');
  checkJson(metadata, 'metadata');
  return JSON.stringify(metadata);
}
