// Drains no-op jobs on graphile-worker in its quickest mode, the local queue. Prints jobs per second.
// Usage: node graphile-worker.cjs COUNT, with DATABASE_URL set.
const { run, makeWorkerUtils, Logger } = require('graphile-worker');
const { Pool } = require('pg');

const count = Number(process.argv[2]);
const warmUp = 2000;
const concurrency = 24;
const logger = new Logger(() => () => {});
const preset = { worker: { concurrentJobs: concurrency, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

async function drain(pool, utils, jobs) {
  for (let i = 0; i < jobs; i += 500)
    await utils.addJobs(Array.from({ length: Math.min(500, jobs - i) }, (_, j) => ({ identifier: 'noop', payload: { i: i + j } })));
  await pool.query('analyze');
  let done = 0;
  const began = process.hrtime.bigint();
  const taskList = { noop: async () => { done++; } };
  const runner = await run({ pgPool: pool, logger, concurrency, noHandleSignals: true, preset, taskList });
  for (let left = 1; left > 0;) {
    await new Promise(resolve => setTimeout(resolve, 5));
    if (done >= jobs) left = (await pool.query('select count(*)::int as n from graphile_worker._private_jobs')).rows[0].n;
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  await runner.stop();
  if (done !== jobs) throw new Error(`${done} of ${jobs} jobs ran`);
  return jobs / seconds;
}

async function main() {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: concurrency + 5 });
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  await drain(pool, utils, warmUp);
  const rate = await drain(pool, utils, count);
  await utils.release();
  await pool.end();
  console.log(JSON.stringify({ value: rate }));
}

main().then(() => process.exit(0), error => { console.error(error); process.exit(1); });
