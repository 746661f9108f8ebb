import type { FastifyReply } from 'fastify';
import { type ReportDesk, reportDesk } from '../../records/report/report-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { staffIn } from '../access.ts';
import { NotFound } from '../errors.ts';
import { typedTexts } from '../typed-text.ts';
import type { AuditRequest } from './console-page.ts';

/** The report of the audit that an address names. */
export async function deskIn(records: Records, request: AuditRequest): Promise<ReportDesk> {
  const { partnershipId } = staffIn(request);
  const { number } = request.params;
  const desk = await reportDesk(records, { partnershipId, number });
  if (!desk) throw new NotFound();
  return desk;
}

/** What every page of a report shows and needs. */
export function deskFacts(desk: ReportDesk) {
  const audit = `/console/audits/${desk.number}`;
  const hasRounds = desk.profile.stages.some(({ kind }) => kind === 'approve');
  return {
    number: desk.number,
    base: `${audit}/report`,
    approvals: hasRounds ? `${audit}/approvals` : null,
    backLink: `${audit}/report`,
    words: desk.profile.words,
    state: desk.state,
    version: desk.version,
    openHits: desk.hits.filter(({ cleared }) => cleared === null).length,
  };
}

/** The report cannot be worked on any more, or not now: what was typed is shown to be copied. */
export async function reportClosed(
  request: AuditRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  return reply.status(409).page('message.njk', {
    title: 'The report cannot be changed now',
    partnershipName: staffIn(request).partnershipName,
    paragraphs: [
      'It has been finished or decided on, or the audit has ended. Nothing was changed.',
    ],
    typed: typedTexts(request),
    next: {
      href: `/console/audits/${request.params.number}/report`,
      text: 'Look at it as it stands',
    },
  });
}
