import type { FaultCode } from '../../faults.ts';

/**
 * What the writer's thread tells instead of a Fault: codes cross a thread and classes do not, and
 * without the Fault class the thread loads nothing of the kernel.
 */
export class Refusal extends Error {
  readonly code: FaultCode;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    code: FaultCode,
    values: Readonly<Record<string, string | number>> = {},
    cause?: unknown,
  ) {
    super(code, { cause });
    this.code = code;
    this.values = values;
  }
}
