import type { EstuarySettings } from '../settings.ts';

/** Secrets that can be replaced while requests go on (contract §3). */
export type Secrets = Pick<EstuarySettings, 'jwtSecret' | 'jwtSecretPrevious' | 'metricsToken'>;

/** The secrets in use now. */
export class LiveSecrets {
  #current: Secrets;
  readonly #listeners: (() => void)[] = [];

  constructor(first: Secrets) {
    this.#current = secretsOf(first);
  }

  get current(): Secrets {
    return this.#current;
  }

  replace(next: Secrets): void {
    this.#current = secretsOf(next);
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` behind each replacement. */
  onReplaced(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

/** Of settings the secrets alone. */
const secretsOf = ({ jwtSecret, jwtSecretPrevious, metricsToken }: Secrets): Secrets => ({
  jwtSecret,
  jwtSecretPrevious,
  metricsToken,
});
