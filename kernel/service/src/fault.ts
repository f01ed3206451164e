/** What a {@link Fault} is made of. */
export interface FaultParts {
  /** Stable name of the failure in snake case, for programs. Never reused for another meaning. */
  readonly code: string;
  /** HTTP status that fits best; a command line may ignore it. */
  readonly status: number;
  /** One sentence for people. It may be shown to any caller, so: no secrets, SQL, paths or stacks. */
  readonly message: string;
  /** Further public facts, such as the field or the limit. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** What led here. For the log only, never shown to a caller. */
  readonly cause?: unknown;
}

/**
 * An operational error: the world or the caller did something that we expected might happen.
 * Everything else that is thrown is a mistake of ours. Each service lists its faults in `faults.ts`.
 */
export class Fault extends Error {
  override readonly name: string = 'Fault';
  readonly code: string;
  readonly status: number;
  // Declared only, so that a fault without context has no such property.
  declare readonly context?: Readonly<Record<string, unknown>>;

  constructor(parts: FaultParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = parts.code;
    this.status = parts.status;
    if (parts.context !== undefined) this.context = parts.context;
  }
}

/** Whether a caught value is a {@link Fault}. */
export function isFault(value: unknown): value is Fault {
  return value instanceof Fault;
}
