import { createMetrics } from '@aquifer/http';
import type { ServiceContext } from '@aquifer/service';
import { createIdentify, createTestIdentify } from './access/identify.ts';
import { createCommitters } from './commit/committers.ts';
import { createObservations } from './http/observations.ts';
import type { MessageDb } from './messagedb.ts';
import { openDirectory } from './namespaces/directory.ts';
import type { Directory } from './namespaces/directory.ts';
import { ensureDefaultNamespace } from './namespaces/ensure-default.ts';
import type { DefaultNamespace } from './namespaces/ensure-default.ts';
import { findMethod } from './rpc/methods.ts';
import type { MessageDbSettings } from './settings.ts';
import { openStore } from './store/open-store.ts';
import { watchStore } from './store/watch-store.ts';
import { Subscriptions } from './subscriptions/subscriptions.ts';
import { openWake } from './wake/open-wake.ts';
import type { Wake, WakeHandler } from './wake/wake.ts';

/** Proxies cut what is silent for a minute, some sooner (contract §9). */
const HEARTBEAT_MS = 15_000;

/** What is no operator's affair. */
export interface MessageDbOptions {
  readonly heartbeatMs?: number;
}

/** A MessageDB that is open but not listening. */
export interface OpenedMessageDb {
  readonly messageDb: MessageDb;
  readonly defaultNamespace: DefaultNamespace;
}

/** Opens everything but the HTTP server, in the order of need; the scope closes it the other way round. */
export async function openMessageDb(
  { settings, log, scope }: ServiceContext<MessageDbSettings>,
  { heartbeatMs = HEARTBEAT_MS }: MessageDbOptions = {},
): Promise<OpenedMessageDb> {
  const store = await openStore(settings, { log, signal: scope.signal });
  scope.defer('message store', () => store.close());
  const defaultNamespace = await ensureDefaultNamespace(store.namespaces, settings.token, log);

  const directory = openDirectory(store.namespaces);
  const subscriptions = new Subscriptions({
    log,
    perNamespaceMax: settings.subscriptionsPerTokenMax,
  });
  const wake = await openWake(settings, log, answerCalls(directory, subscriptions));
  scope.defer('calls of other instances', () => wake.close());
  const committers = createCommitters((namespace, group) => {
    subscriptions.committed(namespace, group);
    wake.announce({ kind: 'written', namespace: namespace.id });
  });
  const storeWatch = watchStore(store, log);
  scope.defer('watch of the store', () => storeWatch.close());

  const metrics = createMetrics({ service: 'messagedb' });
  const messageDb: MessageDb = {
    settings,
    log,
    store,
    committers,
    subscriptions,
    metrics,
    storeWatch,
    heartbeatMs,
    observations: createObservations(metrics, {
      isMethod: (name) => findMethod(name) !== undefined,
      subscriptionCount: () => subscriptions.count,
    }),
    identify: settings.testMode ? createTestIdentify(directory) : createIdentify(directory),
    testToken: settings.testMode ? defaultNamespace.token : undefined,
    ...namespaceEvents({ directory, subscriptions, wake }),
  };
  return { messageDb, defaultNamespace };
}

/** What another instance did, as far as it matters here. */
function answerCalls(directory: Directory, subscriptions: Subscriptions): WakeHandler {
  return {
    onChange({ kind, namespace }) {
      if (kind === 'written') subscriptions.wake(namespace);
      else {
        // Its token or its messages are others now; who may follow it comes back.
        directory.forget(namespace);
        subscriptions.end(namespace);
      }
    },
    onGap() {
      directory.forgetAll();
      void subscriptions.check();
    },
    onPoll: () => void subscriptions.check(),
  };
}

interface NamespaceParts {
  readonly subscriptions: Subscriptions;
  readonly directory: Directory;
  readonly wake: Wake;
}

type NamespaceEvents = Pick<
  MessageDb,
  'namespaceChanged' | 'namespaceDeleted' | 'namespaceWritten' | 'namespaceRewritten'
>;

/** What this instance did to a namespace, told to its own parts and to the other instances. */
function namespaceEvents({ directory, subscriptions, wake }: NamespaceParts): NamespaceEvents {
  const changed = (namespace: string): void => {
    // Who came with a token that is dead by now, or for messages that are gone, is told no more.
    subscriptions.end(namespace);
    directory.forget(namespace);
    wake.announce({ kind: 'changed', namespace });
  };
  return {
    namespaceChanged: changed,
    namespaceDeleted: changed,
    namespaceRewritten: changed,
    namespaceWritten(namespace) {
      void subscriptions.check(namespace);
      wake.announce({ kind: 'written', namespace });
    },
  };
}
