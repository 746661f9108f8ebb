import { beforeEach, describe, expect, it } from 'vitest';
import { actOnClock } from '../../records/asks/clock.ts';
import { confirmFeedBack } from '../../records/discussion/good-practice.ts';
import { briefingDesk } from '../../records/learning/briefing-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { aldermere } from '../support/directory.ts';
import { dates } from '../support/discussed-audit.ts';
import { auditAtFollowUp } from '../support/followed-up-audit.ts';
import { prepared } from '../support/prepared.ts';

const { given, fresh } = await prepared(async (made) => {
  const place = await aldermere(made, dates.started);
  return { place, audit: await auditAtFollowUp(made, place) };
});
const { place, audit } = given;
const later = new Date('2027-06-23T10:00:00Z');
const closed = new Date('2027-07-07T16:00:00Z');
let records: Records;

beforeEach(async () => {
  records = await fresh();
});

const asks = () =>
  records.database.ask.findMany({
    where: { auditId: audit.id, step: 'feed-back' },
    orderBy: { key: 'asc' },
  });

async function says(
  agency: keyof typeof place.agencies,
  typed: { answer: string; text: string },
  given: { by?: string; now?: Date } = {},
) {
  const ask = (await asks()).find(({ agencyId }) => agencyId === place.agencies[agency]);
  const by = { contactId: given.by ?? ask?.contactId ?? '' };
  const input = { partnershipId: place.id, askId: ask?.id ?? '', typed };
  return confirmFeedBack(records, input, by, given.now ?? later);
}

const fedBack = { answer: 'fed-back', text: 'In supervision, by the team leader.' };

const said = async () => {
  const desk = await briefingDesk(records, { partnershipId: place.id, auditId: audit.id });
  return desk?.feedBack.map(({ agency, answer, late, text }) => {
    return `${agency.key} ${answer}${late ? ' late' : ''} ${text}`.trim();
  });
};

const byClock = (now: Date) =>
  actOnClock(
    records,
    {
      partnership: place.id,
      audit: audit.number,
      wait: `audit/${place.id}/${audit.number}#briefing`,
    },
    now,
  );

describe('good practice', () => {
  it('is to be fed back by each agency of which a tool came in, and by no other (DD-24)', async () => {
    const { priya, rosa } = place.people;
    expect((await asks()).map(({ contactId, dueDate }) => [contactId, dueDate])).toEqual([
      [priya.id, '2027-06-30'],
      [rosa.id, '2027-06-30'],
    ]);
  });

  it('is confirmed with how it was fed back, or that there was none (DD-24)', async () => {
    expect(await says('police', { answer: 'fed-back', text: ' ' })).toEqual({
      kind: 'incomplete',
      problems: [{ field: 'text', message: 'Say how it was fed back, without naming anybody.' }],
    });
    expect(await says('police', { answer: '', text: 'Yes' })).toMatchObject({ kind: 'incomplete' });
    expect(await says('police', fedBack)).toEqual({ kind: 'confirmed' });
    expect(await says('police', fedBack)).toEqual({ kind: 'already-confirmed' });
    const none = { answer: 'none-to-feed-back', text: '' };
    expect(await says('social-care', none)).toEqual({ kind: 'confirmed' });
    expect(await said()).toEqual([
      'social-care none-to-feed-back',
      'police fed-back In supervision, by the team leader.',
    ]);
  });

  it('is silence on record once the time is over, which a late answer stands beside (DD-24)', async () => {
    expect((await byClock(closed)).open).toBe(1);
    expect(await said()).toEqual(['social-care silent', 'police silent']);
    expect(await says('police', fedBack, { now: new Date('2027-07-20T10:00:00Z') })).toEqual({
      kind: 'confirmed',
    });
    expect(await said()).toEqual([
      'social-care silent',
      'police silent',
      'police fed-back late In supervision, by the team leader.',
    ]);
  });

  it('is nobody else’s to confirm', async () => {
    const rosa = { by: place.people.rosa.id };
    expect(await says('police', fedBack, rosa)).toEqual({ kind: 'not-found' });
    expect(await said()).toEqual([]);
  });
});
