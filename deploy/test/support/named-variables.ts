import { faucetSettings } from '@aquifer/faucet';

/** Every variable Faucet reads, with the `_FILE` twins of its secrets. */
export const knownVariables: ReadonlySet<string> = new Set(
  Object.values(faucetSettings).flatMap(({ env, aliases = [], secret = false }) => [
    env,
    ...aliases,
    ...(secret ? [`${env}_FILE`] : []),
  ]),
);

/** Variables of Faucet that a text names. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\bFAUCET_[A-Z0-9_]*[A-Z0-9]\b/g)].map(([name]) => name)),
];
