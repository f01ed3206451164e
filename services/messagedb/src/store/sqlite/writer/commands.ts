import type { Namespace } from '../../../model/namespace.ts';
import type { ImportedMessage } from '../../message-store.ts';
import type { AppendFrame, OutcomeFrame } from './frames.ts';

/** What the writer's thread does. Appends are most of it, so they travel as flat frames. */
export type Command =
  | { readonly kind: 'append'; readonly fileName: string; readonly frame: AppendFrame }
  | {
      readonly kind: 'import';
      readonly fileName: string;
      readonly messages: readonly ImportedMessage[];
    }
  | { readonly kind: 'clear'; readonly fileName: string }
  | { readonly kind: 'create'; readonly namespace: Namespace; readonly fileName: string }
  | {
      readonly kind: 'replace-token';
      readonly id: string;
      readonly fileName: string;
      readonly tokenHash: string;
    }
  | { readonly kind: 'delete'; readonly id: string; readonly fileName: string }
  | { readonly kind: 'close' };

/** What each kind of command is answered with. */
export interface Answers {
  readonly append: OutcomeFrame;
  readonly import: undefined;
  readonly clear: undefined;
  readonly create: boolean;
  readonly 'replace-token': boolean;
  readonly delete: number | undefined;
  readonly close: undefined;
}

export type Answer = Answers[keyof Answers];

/** Why a command was not done: a code of `faults.ts`, and for the log what SQLite said. */
export interface Failure {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly cause: string;
}

export type Request = readonly [number: number, command: Command];
export type Reply = readonly [number: number, answer: Answer, failure?: Failure];
