import { expect, it } from 'vitest';
import { contributionsOf } from '../../records/audits/contributions.ts';
import { aldermere } from '../support/directory.ts';
import { auditAtPack, dates } from '../support/discussed-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtPack(made, place) };
});

it('says of each agency what it answered in time, late or not at all, for the chair to hold it to account (SO-5)', async () => {
  const { place, audit } = given;
  const records = await fresh();
  const where = { auditId: audit.id, agencyId: place.agencies.housing, step: 'involvement' };
  await records.database.ask.updateMany({ where, data: { outcome: 'not-answered' } });
  const police = { ...where, agencyId: place.agencies.police };
  const settledAt = new Date('2027-06-01T10:00:00Z');
  await records.database.ask.updateMany({ where: police, data: { settledAt } });
  const view = await contributionsOf(records, { partnershipId: place.id, auditId: audit.id });
  const of = (agency: string) => view?.contributions.find((each) => each.agency === agency);
  expect(of('Mereside Homes')).toMatchObject({ asked: 1, silent: ['involvement'] });
  expect(of('Aldermere Police')).toMatchObject({ inTime: 0, late: ['involvement'] });
  expect(of('Aldermere Schools')).toMatchObject({ asked: 1, inTime: 1, late: [], silent: [] });
  const other = { partnershipId: 'elsewhere', auditId: audit.id };
  expect(await contributionsOf(records, other)).toBeNull();
});
