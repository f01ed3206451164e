/** One line of the audit log: an administrative change, or an access that was refused. */
export interface AuditEntry {
  readonly id: number;
  readonly at: Date;
  /** `admin:<email>`, `key:<prefix>`, `cli`, `config-file`, `environment`, `faucet` or `anonymous`. */
  readonly actor: string;
  /** Dotted and past tense, e.g. `service.created`, `key.revoked`, `access.refused`. */
  readonly action: string;
  /** What it was done to, e.g. `service/demo`, `demo/_table/orders`. */
  readonly target: string;
  readonly outcome: 'done' | 'refused';
  /** Public facts only; no secrets, no row data. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
  readonly requestId?: string;
  readonly remoteAddress?: string;
}

/** What is recorded; when it happened is added by the log. */
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'>;

/** Ready to be stored; the store gives the id. */
export type TimedAuditEntry = Omit<AuditEntry, 'id'>;

/** The actor of what the server does by itself. */
export const systemActor = 'faucet';
