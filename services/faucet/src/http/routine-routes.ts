import { sendJson } from '@aquifer/http';
import { permitted } from '../access/permit.ts';
import { fault } from '../faults.ts';
import type { Routine } from '../model/schema.ts';
import type { CellValue } from '../query/plan.ts';
import { cellOf } from '../records/cell-of.ts';
import { parseExactJson } from '../records/parse-exact-json.ts';
import { isRecord } from '../records/read-body.ts';
import { permittedDatabase } from './permitted-database.ts';
import { listOf } from './route.ts';
import type { Call, Route } from './route.ts';

/** Stored procedures and functions (contract §11). */
export const routineRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/:service/_proc',
    access: 'caller',
    summary: 'List procedures and functions',
    async handle(call) {
      const { database } = await permittedDatabase(call, '_proc');
      const { procedures, functions } = await database.schema();
      return listOf([...procedures, ...functions].filter((routine) => mayCall(call, routine)));
    },
  },
  {
    method: 'POST',
    path: '/api/v1/:service/_proc/:routine',
    access: 'caller',
    summary: 'Call a procedure or function',
    async handle(call) {
      const name = call.params['routine'] ?? '';
      const { database } = await permittedDatabase(call, `_proc/${name}`);
      const started = performance.now();
      const { json, count } = await database.connector.call(name, argumentsOf(call), {
        timeoutMs: call.faucet.settings.queryTimeoutMs,
        answerBytesMax: call.faucet.settings.answerBytesMax,
      });
      const took = (performance.now() - started).toFixed(3);
      return sendJson(
        call.reply,
        `{"resource":[${json}],"meta":{"count":${count},"limit":0,"offset":0,"took_ms":${took}}}\n`,
      );
    },
  },
];

function mayCall(call: Call, routine: Routine): boolean {
  const component = `_proc/${routine.name}`;
  const service = call.params['service'] ?? '';
  return permitted(call.caller, service, component, 'POST') !== undefined;
}

/** Query parameters, overridden by the fields of the body. */
function argumentsOf(call: Call): ReadonlyMap<string, CellValue> {
  const args = new Map<string, CellValue>(Object.entries(call.query));
  if (call.bodyText.trim() === '') return args;
  const body = parseExactJson(call.bodyText);
  if (!isRecord(body)) {
    throw fault('invalid_body', { reason: 'expected a JSON object of parameters' });
  }
  for (const [name, value] of Object.entries(body)) args.set(name, cellOf(value));
  return args;
}
