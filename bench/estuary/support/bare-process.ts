/** A program: Fastify routes that answer `hello` with as many headers as Estuary does, and no more. */
import Fastify from 'fastify';

const [port, headers] = process.argv.slice(2);
/** Besides content-type, content-length, date, connection and keep-alive, which it sends by itself. */
const more = Object.fromEntries(
  Array.from({ length: Number(headers) }, (_, index) => [
    `x-header-${index}`,
    'a value of a header',
  ]),
);

const app = Fastify();
app.get('/:id', (_request, reply) => reply.headers(more).send({ hello: 'world' }));
app.post('/', (_request, reply) => reply.code(201).headers(more).send({ hello: 'world' }));
await app.listen({ host: '127.0.0.1', port: Number(port) });
