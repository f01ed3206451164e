import type { CallOptions } from './call-options.ts';
import type { Connection } from './connection.ts';

export interface CreateNamespaceOptions extends CallOptions {
  readonly description?: string;
  /** A token of this namespace; made by the server when absent. */
  readonly token?: string;
  readonly metadata?: object;
}

export interface RotateOptions extends CallOptions {
  /** A token of this namespace; made by the server when absent. */
  readonly token?: string;
}

export interface CreatedNamespace {
  readonly namespace: string;
  /** Shown only now. */
  readonly token: string;
  readonly createdAt: string;
}

export interface DeletedNamespace {
  readonly namespace: string;
  readonly deletedAt: string;
  readonly messagesDeleted: number;
}

export interface NamespaceSummary {
  readonly namespace: string;
  readonly description: string;
  readonly createdAt: string;
  readonly messageCount: number;
}

export interface NamespaceInfo extends NamespaceSummary {
  readonly streamCount: number;
  /** Time of the last message; null when there is none. */
  readonly lastActivity: string | null;
}

/**
 * Tenants. The token of `default` administers all; any other sees and deletes its own only. What
 * changes a namespace is never repeated by itself: a lost connection leaves its outcome unknown.
 */
export interface Namespaces {
  create(id: string, options?: CreateNamespaceOptions): Promise<CreatedNamespace>;
  /** Gives it another token; the old one is dead at once. */
  rotate(id: string, options?: RotateOptions): Promise<CreatedNamespace>;
  /** Deletes it with all its messages. */
  delete(id: string, options?: CallOptions): Promise<DeletedNamespace>;
  /** The newest first. */
  list(options?: CallOptions): Promise<readonly NamespaceSummary[]>;
  info(id: string, options?: CallOptions): Promise<NamespaceInfo>;
}

export function createNamespaces(connection: Connection): Namespaces {
  return {
    create: (id, { signal, ...options } = {}) =>
      connection.callOnce(['ns.create', id, options], signal),
    rotate: (id, { signal, ...options } = {}) =>
      connection.callOnce(['ns.rotate', id, options], signal),
    delete: (id, { signal } = {}) => connection.callOnce(['ns.delete', id], signal),
    list: ({ signal } = {}) => connection.call(['ns.list'], signal),
    info: (id, { signal } = {}) => connection.call(['ns.info', id], signal),
  };
}
