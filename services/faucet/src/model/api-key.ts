/** A key a program signs its requests with; bound to one role. Only its hash is kept. */
export interface ApiKey {
  readonly id: number;
  /** SHA-256 of the raw key, lower-case hex. */
  readonly keyHash: string;
  /** The first 15 characters of the raw key, shown in lists. */
  readonly keyPrefix: string;
  readonly label: string;
  readonly roleId: number;
  readonly isActive: boolean;
  /** Requests per minute; absent: the server's default. */
  readonly rateLimitPerMinute?: number;
  readonly expiresAt?: Date;
  readonly createdAt: Date;
  readonly lastUsedAt?: Date;
}
