import { beforeAll, describe, expect, it } from 'vitest';
import { raisedConcern } from '../support/concerns.ts';
import { auditAtDiscussion, auditAtPack, dates } from '../support/discussed-audit.ts';
import { auditAtFollowUp, followUpDates } from '../support/followed-up-audit.ts';
import {
  type Begun,
  forgetRoutes,
  type HostileState,
  hostile,
  readable,
  routes,
  tried,
  typeEverywhere,
} from '../support/hostile-forms.ts';
import { besideTheSpine, ofTheStaff } from '../support/hostile-routes.ts';
import {
  answersReport,
  auditAtApproval,
  auditAtDecision,
  auditAtReport,
  reportDates,
} from '../support/reported-audit.ts';
import { auditAtInvolvement } from '../support/running-audit.ts';
import { upload } from '../support/uploads.ts';

const { started } = dates;
const states: HostileState[] = [
  {
    name: 'whose agencies are asked whom they knew, while another is set up',
    from: started,
    now: started,
    make: (records, place) => auditAtInvolvement(records, place, started),
    begin: anotherAudit,
  },
  {
    name: 'that gathers what agencies send, while concerns are open',
    from: started,
    now: dates.circulated,
    make: auditAtPack,
    begin: concerns,
  },
  { name: 'at its discussion', from: started, now: dates.discussed, make: auditAtDiscussion },
  {
    name: 'at its report',
    from: started,
    now: reportDates.written,
    make: auditAtReport,
    // The buttons that lead there save the report first.
    begin: async ({ audit }) => [`/console/audits/${audit.number}/report/quotations`],
  },
  {
    name: 'whose report is objected to',
    from: started,
    now: reportDates.answered,
    make: auditAtApproval,
    begin: objection,
    again: /\/report\/(edit|identifiers)$/,
  },
  { name: 'at its decision', from: started, now: reportDates.presented, make: auditAtDecision },
  {
    name: 'at its actions',
    from: started,
    now: followUpDates.answered,
    make: auditAtFollowUp,
    begin: async ({ audit }) => [`/console/audits/${audit.number}/briefing/identifiers`],
  },
];

/** Into which nothing is typed but a choice or a file; and signing in, which stands in bad-input. */
const withoutText = [
  '/console/sign-in',
  '/console/sign-in/:token',
  '/console/sign-out',
  '/console/keys/:id/revoke',
  '/console/audits/new',
  '/console/audits/new/:draft/asked',
  '/console/audits/new/:draft/list',
  '/console/audits/new/:draft/check',
  '/console/audits/new/:draft/discard',
  '/console/audits/:number/pack',
  '/console/audits/:number/pairs',
  '/console/audits/:number/returns/:return/another-person',
  '/console/audits/:number/returns/:return/more-time',
  '/console/audits/:number/discussion/attendance',
  '/console/audits/:number/discussion/findings/:finding/remove',
  '/console/audits/:number/discussion/recommendations/:recommendation/remove',
  '/console/audits/:number/discussion/questions/:question/remove',
  '/console/audits/:number/discussion/review/:finding/remove',
  '/console/audits/:number/discussion/review/finish',
  '/console/audits/:number/discussion/finish',
  // Answers a script of the page, which shows it as text.
  '/console/audits/:number/report/identifiers/text',
  '/console/audits/:number/report/finish',
  '/console/audits/:number/report/amended',
  '/console/audits/:number/decision/email-round',
  '/console/audits/:number/actions/:action/confirm',
  '/console/audits/:number/next',
  '/console/audits/:number/action-plan',
  '/console/programme/:programme/:entry/start',
  '/console/audits/:number/planning/email-round',
  '/console/concerns/:concern/phoned',
  '/console/concerns/:concern/accept',
  '/console/directory/upload',
  '/console/directory/uploads/:upload',
  '/console/staff/:contact/cover/:cover/end',
];
/** Forms that these audits do not come to; what is typed into them is shown by the same templates. */
const notCome = [
  '/console/concerns/:concern/reopen',
  '/console/audits/:number/returns/:return',
  '/console/audits/:number/returns/:return/independence',
  '/console/audits/:number/report/send',
  '/console/audits/:number/actions/:action/reopen',
];
/** No text of this sort is a process: what was typed is shown again, literally, and never taken. */
const neverTaken = ['/console/add-process', '/console/add-programme'];

beforeAll(forgetRoutes);

describe.each(states)('hostile texts in every form of an audit $name', (state) => {
  it('stand on pages, in emails and files as they were typed, and do nothing', async () => {
    await typeEverywhere(state);
  }, 180_000);
});

it('leaves out no form of the console into which something can be typed', () => {
  const known = new Set([
    ...withoutText,
    ...notCome,
    ...neverTaken,
    ...besideTheSpine,
    ...ofTheStaff,
  ]);
  const taken = (route: string) => tried.get(route) === 303;
  expect([...routes].filter((route) => !known.has(route) && !taken(route))).toEqual([]);
});

async function anotherAudit({ browser, test, place }: Begun): Promise<string[]> {
  await test.records.database.contact.update({
    where: { id: place.people.ben.id },
    data: { bouncedAt: test.clock.now },
  });
  const base = '/console/audits/new';
  const { id: profileVersionId } = await test.records.database.profileVersion.findFirstOrThrow();
  const begun = await browser.post(base, { profileVersionId });
  const draft = String(begun.headers.location).replace(/\/focus$/, '');
  const levels = ['universal', 'early help', 'child in need', 'child protection', 'child in care'];
  const rows = Array.from({ length: 15 }, (_, row) => {
    return `A${row},${levels[row % 5]},"=cmd|' /C calc'!A0 <script>alert(${row})</script>{{ 7*7 }}"`;
  });
  const bytes = Buffer.from(['Local reference,Level of need,Source', ...rows].join('\r\n'));
  const file = {
    url: `${draft}/list`,
    field: 'list',
    name: `<script>alert(1)</script>.csv`,
    bytes,
  };
  const listed = await upload(browser, file);
  expect(listed.statusCode, readable(listed.body)).toBe(303);
  return ['focus', 'period', 'children', 'dates', 'check'].map((step) => `${draft}/${step}`);
}

async function concerns({ test, place }: Begun): Promise<string[]> {
  const raise = () => raisedConcern(test.records, { place }, test.clock.now);
  const { number } = await raise();
  await raise();
  const received = await test.records.database.return.findMany({ where: { version: { gt: 0 } } });
  return [`/console/concerns/${number}`, ...received.map(({ id }) => `/console/checks/${id}`)];
}

async function objection({ test, place, audit }: Begun): Promise<string[]> {
  const { id: contactId } = place.people.priya;
  const of = { partnershipId: place.id, auditId: audit.id, contactId };
  await answersReport(
    test.records,
    { ...of, answer: 'object', general: hostile() },
    test.clock.now,
  );
  return [];
}
