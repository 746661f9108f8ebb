import { afterAll, beforeAll, expect, it } from 'vitest';
import { circulatePack } from '../../records/discussion/pack.ts';
import { sealCase } from '../../records/sample/seal-case.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtPack, dates } from '../support/discussed-audit.ts';

let test: TestApp;
beforeAll(async () => {
  test = await startApp(dates.started.toISOString());
});
afterAll(() => test?.stop());

it('a pack in which every child of its reader has been sealed since is not told of', async () => {
  const { records, post } = test;
  const place = await aldermere(records, dates.started);
  const audit = await auditAtPack(records, place);
  const of = { partnershipId: place.id, auditId: audit.id };
  const nadia = { contactId: place.people.nadia.id };
  await circulatePack(records, of, nadia, dates.circulated);
  const caseId = audit.children.find(({ number }) => number === 1)?.caseId ?? '';
  const why = { ground: 'court', reason: 'Proceedings have begun.' };
  await sealCase(records, { partnershipId: place.id, caseId, ...why }, nadia, dates.circulated);
  await post.sendDue(new Date('2027-04-21T10:00:00Z'), 100);
  const letters = await records.database.letter.findMany({ where: { kind: 'pack/circulated' } });
  const stateOf = ({ id }: { id: string }) => {
    const { state, failure } = letters.find(({ contactId }) => contactId === id) ?? {};
    return failure ?? state;
  };
  // Social care has sent C1 alone, the police C2 besides.
  expect(stateOf(place.people.rosa)).toBe('nothing-open');
  expect(stateOf(place.people.priya)).toBe('sent');
});
