// The comparison: a service that asks WeChat for merchants and writes one audit row a query, as one writes it with
// fastify, undici and pg. A process a core; each row is durable before the answer leaves.
//   server.js DATABASE_URL UPSTREAM_URL KEYS_FILE
// Prints its port. Ends with standard input.
'use strict';

const cluster = require('node:cluster');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');

const [databaseUrl, upstreamUrl, keysFile] = process.argv.slice(2);

if (cluster.isPrimary) {
  // The kernel deals the connections out; the default, one process that accepts for all, is slower.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const processes = os.availableParallelism ? os.availableParallelism() : os.cpus().length;
  let listening = 0;
  cluster.on('listening', (worker, address) => {
    listening += 1;
    if (listening === processes) console.log(address.port);
  });
  cluster.on('exit', () => process.exit(1));
  process.stdin.resume().on('end', () => process.exit(0));
  for (let i = 0; i < processes; i += 1) cluster.fork();
} else {
  serve();
}

function serve() {
  const fastify = require('fastify')({ logger: false });
  const { Pool: HttpPool } = require('undici');
  const { Pool: DatabasePool } = require('pg');

  const upstream = new HttpPool(upstreamUrl, { connections: 128, pipelining: 1 });
  const database = new DatabasePool({ connectionString: databaseUrl, max: 20 });
  const sha256 = (text) => crypto.createHash('sha256').update(text).digest('base64');
  const merchants = new Map(
    fs.readFileSync(keysFile, 'utf8').trim().split('\n').map((key, i) => [
      sha256(key), { id: i + 1, appid: `wxbench${String(i + 1).padStart(11, '0')}`, token: `access-${i + 1}-`.padEnd(157, 'x') },
    ]),
  );

  const schema = {
    body: {
      type: 'object',
      properties: {
        application_id: { type: 'integer', minimum: 0 },
        code_index: { type: 'integer', minimum: 0 },
        code_url: { type: 'string', maxLength: 128 },
        code: { type: 'string', maxLength: 64 },
      },
      additionalProperties: false,
      minProperties: 1,
    },
  };

  const insert = {
    name: 'record',
    text: `INSERT INTO node_record
      (request_id, time, merchant, client, outcome, errcode, application_id, code_index, code, us, line)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
  };

  fastify.post('/v1/codeactivequery', { schema }, async (request, reply) => {
    const begun = process.hrtime.bigint();
    const time = new Date();
    const requestId = crypto.randomUUID();
    const [scheme, key] = (request.headers.authorization ?? '').split(' ');
    const merchant = scheme === 'Bearer' ? merchants.get(sha256(key)) : undefined;
    if (!merchant) return reply.code(401).send({ code: 'api_key_invalid', request_id: requestId });

    const answer = await upstream.request({
      method: 'POST',
      path: `/intp/marketcode/codeactivequery?access_token=${merchant.token}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request.body),
    });
    const body = await answer.body.json();
    const active = body.errcode === 0;
    const us = Number((process.hrtime.bigint() - begun) / 1000n);
    const line = JSON.stringify({
      request_id: requestId, time, merchant: merchant.appid, client: request.ip, selector: request.body,
      outcome: active ? 'active' : 'inactive', status: answer.statusCode, date: answer.headers.date, us, reply: body,
    });
    await database.query({
      ...insert,
      values: [requestId, time, merchant.id, request.ip, active ? 1 : 2, body.errcode, body.application_id,
        request.body.code_index, body.code, us, line],
    });
    reply.header('X-Request-Id', requestId);
    if (!active) return { active, errcode: body.errcode };
    const { errcode, errmsg, ...rest } = body;
    return { active, ...rest };
  });

  fastify.listen({ host: '127.0.0.1', port: 0 }).catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
