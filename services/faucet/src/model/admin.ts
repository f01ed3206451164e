/** An administrator: signs in with a password, manages everything, bypasses roles. */
export interface Admin {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  /** argon2id in PHC form. */
  readonly passwordHash: string;
  readonly isActive: boolean;
  readonly isSuperAdmin: boolean;
  /** Session tokens issued before this instant are refused (password change, log-out everywhere). */
  readonly sessionsValidFrom: Date;
  readonly lastLoginAt?: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Characters, not bytes (contract §7.1). */
export const passwordLengthMin = 8;
