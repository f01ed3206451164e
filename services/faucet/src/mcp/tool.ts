import type { Fault, Log } from '@aquifer/service';
import type { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Directory } from '../access/directory.ts';
import type { Databases } from '../databases/databases.ts';
import type { ReadCache } from '../records/read-cache.ts';

/** What the tools work on. REST and MCP share it, and so the same rules. */
export interface ToolContext {
  readonly caller: Caller;
  readonly directory: Pick<Directory, 'current' | 'snapshot'>;
  readonly databases: Databases;
  readonly cache: ReadCache;
  readonly queryTimeoutMs: number;
  readonly answerBytesMax: number;
  readonly batchRowsMax: number;
  /** Told of every fault of a tool or a resource; the refusals among them are for the audit log. */
  readonly refused: (error: Fault) => void;
  /** Causes that clients are not told. */
  readonly log: Pick<Log, 'error'>;
}

/** One MCP tool (contract §14). `run` returns what the model reads, as indented JSON; a Fault becomes `isError`. */
export interface Tool<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly input: Shape;
  readonly run: (context: ToolContext, args: z.output<z.ZodObject<Shape>>) => Promise<unknown>;
}

/** Keeps the argument types of one tool while the list holds tools of all shapes. */
export function defineTool<Shape extends z.ZodRawShape>(tool: Tool<Shape>): Tool {
  return tool as unknown as Tool;
}
