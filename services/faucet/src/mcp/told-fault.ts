import { isFault } from '@aquifer/service';
import type { Fault } from '@aquifer/service';
import { fault } from '../faults.ts';
import type { ToolContext } from './tool.ts';

/**
 * What a client is told of an error, by tools and resources alike: a Fault as it is; of anything
 * else only that it happened. As over REST, refusals go to the audit log, and what is not the
 * caller's doing goes to the log with its cause.
 */
export function toldFault(context: Pick<ToolContext, 'refused' | 'log'>, error: unknown): Fault {
  const told = isFault(error) ? error : fault('internal_error', {}, { cause: error });
  context.refused(told);
  if (told.status >= 500) context.log.error({ err: error }, 'MCP request failed');
  return told;
}
