// The Worker on an accelerated clock, which counts what Cloudflare would bill.

import worker from "../../worker/src/index.ts";
import { HoldKeeper as Sped } from "../../worker/src/sped.ts";

/** The counts of all objects: they share an isolate here. */
const counts = {
  objects: 0,
  alarms: 0,
  alarmsSet: 0,
  retrieves: 0,
  reauths: 0,
  lists: 0,
  rowsRead: 0,
  rowsWritten: 0,
  indexQueries: 0,
  indexRowsRead: 0,
  indexRowsWritten: 0,
  notices: 0,
  batches: 0,
};

export class HoldKeeper extends Sped {
  constructor(ctx, env) {
    countStorage(ctx.storage);
    super(ctx, {
      ...env,
      HOLD_INDEX: countedIndex(env.HOLD_INDEX),
      HOLD_NOTICES: countedQueue(env.HOLD_NOTICES),
    });
    counts.objects += 1;
  }

  async alarm() {
    counts.alarms += 1;
    await super.alarm();
  }

  reached(moment) {
    if (moment === "retrieve:answered") counts.retrieves += 1;
    if (moment === "reauth:answered") counts.reauths += 1;
    if (moment === "list:answered") counts.lists += 1;
  }

  databaseSize() {
    return this.ctx.storage.sql.databaseSize;
  }
}

function countStorage(storage) {
  const { sql } = storage;
  const exec = sql.exec.bind(sql);
  sql.exec = (...query) => {
    const cursor = exec(...query);
    const rows = cursor.toArray();
    counts.rowsRead += cursor.rowsRead;
    counts.rowsWritten += cursor.rowsWritten;
    return { toArray: () => rows };
  };
  for (const name of ["setAlarm", "deleteAlarm"]) {
    const set = storage[name].bind(storage);
    storage[name] = (...time) => {
      counts.alarmsSet += 1;
      return set(...time);
    };
  }
}

const countedIndex = (database) => ({
  prepare: (query) => database.prepare(query),
  async batch(statements) {
    counts.indexQueries += 1;
    const results = await database.batch(statements);
    for (const { meta } of results) {
      counts.indexRowsRead += meta.rows_read;
      counts.indexRowsWritten += meta.rows_written;
    }
    return results;
  },
});

const countedQueue = (queue) => ({
  send(message) {
    counts.notices += 1;
    return queue.send(message);
  },
});

export default {
  async fetch(request, env, context) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/bench/counts") return Response.json(counts);
    if (pathname === "/bench/size") {
      const object = env.HOLD_KEEPER.get(env.HOLD_KEEPER.idFromName(searchParams.get("session")));
      return Response.json(await object.databaseSize());
    }
    if (pathname === "/bench/index") {
      const query = "SELECT count(*) AS renewed FROM flex_holds WHERE reauths > 0";
      const { results, meta } = await env.HOLD_INDEX.prepare(query).all();
      return Response.json({ renewed: results[0].renewed, bytes: meta.size_after });
    }
    // The merchant's server.
    if (pathname === "/bench/notices") return new Response(null, { status: 204 });
    return worker.fetch(request, env, context);
  },
  queue(batch, env) {
    counts.batches += 1;
    return worker.queue(batch, env);
  },
};
