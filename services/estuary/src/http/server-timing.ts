import type { FastifyInstance } from 'fastify';

/** Tells browsers in every answer how long the server took, in milliseconds (W3C Server Timing). */
export function addServerTiming(app: FastifyInstance): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('server-timing', `total;dur=${reply.elapsedTime.toFixed(3)}`);
    done(null, payload);
  });
}
