/** A program: prints its port, then reads and answers what `stream.write` does, and keeps nothing. */
import Fastify from 'fastify';

const app = Fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/rpc', (request, reply) => {
  JSON.parse((request.body as Buffer).toString());
  return reply.type('application/json').send('{"position":0,"globalPosition":1}');
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
console.log(new URL(address).port);
