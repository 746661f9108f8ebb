import { expect, it } from 'vitest';
import { transaction } from '../../records/store/transaction.ts';
import { startApp } from '../support/app.ts';
import { aldermere, loadProfile } from '../support/directory.ts';
import { readerBrowser } from '../support/reader.ts';

it('a page about an urgent concern says first to phone the line manager of the case (FA-21)', async () => {
  const now = new Date('2027-05-21T10:00:00Z');
  const test = await startApp(now.toISOString());
  try {
    const place = await aldermere(test.records, new Date('2027-05-20T10:00:00Z'));
    await transaction(test.records, (tx) => loadProfile(tx, place.id, 'file-audit', now));
    const rosa = await readerBrowser(test, place.id, place.people.rosa.id);
    const { body } = await rosa.get('/urgent-concern');
    const told = body.indexOf('Tell the line manager of the case yourself, now');
    expect(told).toBeGreaterThan(-1);
    expect(told).toBeLessThan(body.indexOf('name="kind"'));
  } finally {
    await test.stop();
  }
});
