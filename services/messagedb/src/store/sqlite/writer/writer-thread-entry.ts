import { parentPort, workerData } from 'node:worker_threads';
import { failureCode } from '../failure-code.ts';
import { Refusal } from '../refusal.ts';
import type { StoreFolder } from '../store-folder.ts';
import type { Failure, Reply, Request } from './commands.ts';
import { ready } from './ready.ts';
import { Writer } from './writer.ts';

/** The thread that waits for disks, so that the server's does not. */
function main(): void {
  const writer = new Writer(workerData as StoreFolder);
  parentPort?.postMessage(ready);
  parentPort?.on('message', ([number, command]: Request) => {
    let reply: Reply;
    try {
      reply = [number, writer.do(command)];
    } catch (error) {
      reply = [number, undefined, failureOf(error)];
    }
    parentPort?.postMessage(reply);
    if (command.kind === 'close') parentPort?.close();
  });
}

function failureOf(error: unknown): Failure {
  if (error instanceof Refusal) {
    return { code: error.code, values: error.values, cause: describe(error.cause) };
  }
  return { code: failureCode(error), values: {}, cause: describe(error) };
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main();
