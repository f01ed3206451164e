import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Fault } from '@aquifer/service';
import type { FastifyReply } from 'fastify';
import { abortClientSignal } from './client-signal.ts';
import type { Connections } from './connections.ts';

interface ResponseTimeoutOptions {
  readonly connections: Connections;
  /** Answers a reply that is still owed. */
  readonly fail: (reply: FastifyReply, error: Error) => void;
}

/**
 * Ends what stands still. Node's connection timer is restarted by every byte read, every write and
 * every part of a pending write that the client takes, so it runs out only without any progress.
 */
export function addResponseTimeout(server: Server, options: ResponseTimeoutOptions): void {
  server.on('timeout', (socket: Socket) => {
    const reply = options.connections.current(socket);
    if (reply === undefined || reply.raw.writableFinished) {
      socket.destroy(); // Idle, which is no event.
    } else if (canAnswer(reply)) {
      const fault = reply.request.raw.complete ? responseTimeout() : requestTimeout();
      void reply.header('connection', 'close');
      abortClientSignal(reply, fault);
      options.fail(reply, fault);
    } else {
      reply.request.log.warn('the answer was cut because it made no progress');
      socket.destroy();
    }
  });
}

/** Nothing of the answer is out yet, and no earlier answer of a pipeline stands before it. */
function canAnswer(reply: FastifyReply): boolean {
  return !reply.sent && !reply.raw.headersSent && reply.raw.socket !== null;
}

function responseTimeout(): Fault {
  return new Fault({
    code: 'response_timeout',
    status: 503,
    message: 'The answer took too long.',
  });
}

function requestTimeout(): Fault {
  return new Fault({
    code: 'request_timeout',
    status: 408,
    message: 'The request did not arrive in time.',
  });
}
