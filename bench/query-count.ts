import pg from 'pg';

/**
 * Counts from now on the queries that this process sends to any database; returns the count so far.
 * Begins and ends of transactions are left out.
 */
export function countQueries(): () => number {
  let count = 0;
  const { query } = pg.Client.prototype as { query: (...given: unknown[]) => unknown };
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [first] = given;
    const text = typeof first === 'string' ? first : (first as { text?: string }).text;
    if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET)\b/i.test(text ?? '')) count += 1;
    return query.apply(this, given);
  } as typeof pg.Client.prototype.query;
  return () => count;
}
