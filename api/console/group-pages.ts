import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { defaultZone } from '../../domain/calendar.ts';
import type { StaffMember } from '../../records/access/staff-member.ts';
import { workPlanForMember, workPlansOf } from '../../records/actions/work-plan-view.ts';
import { overseenAudits } from '../../records/audits/oversight.ts';
import { type GroupReport, groupReport, groupReports } from '../../records/overview/group-view.ts';
import type { Records } from '../../records/store/transaction.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import { overseenFacts } from '../overseen-facts.ts';
import { reportParts } from '../report-parts.ts';
import { workPlanFacts } from '../work-plan-facts.ts';
import { consolePage } from './console-page.ts';

type BodyRequest = FastifyRequest<{ Params: { body: string } }>;
type ReportRequest = FastifyRequest<{ Params: { number: string } }>;

/** What groups receive, for their chairs and members; each sees only their own groups'. */
export function groupPages(
  app: FastifyInstance,
  { records }: ApiDependencies,
  access: Access,
): void {
  const staff = { preHandler: access.requireStaff };

  app.get('/console/groups', staff, async (request, reply) => groupsPage(records, request, reply));

  app.get('/console/groups/audits', staff, async (request, reply) => {
    const audits = await overseenAudits(records, staffIn(request), request.now);
    if (audits.length === 0) throw new NotFound();
    return consolePage(request, reply, 'group-audits', {
      title: 'Where the audits stand',
      backLink: '/console/groups',
      audits: audits.map(overseenFacts),
    });
  });

  app.get('/console/groups/:body', staff, async (request: BodyRequest, reply) => {
    const { now } = request;
    const given = { body: request.params.body, now };
    const plan = await workPlanForMember(records, staffIn(request), given);
    if (!plan) throw new NotFound();
    return consolePage(request, reply, 'group-plan', {
      ...workPlanFacts(plan, { now, zone: defaultZone }),
      title: `Work plan of the ${plan.body.name}`,
      backLink: '/console/groups',
    });
  });

  app.get('/console/groups/reports/:number', staff, async (request: ReportRequest, reply) => {
    const found = await groupReport(records, staffIn(request), request.params.number);
    if (!found) throw new NotFound();
    const { number, group, text, version, open } = found;
    return consolePage(request, reply, 'group-report', {
      title: text.title,
      caption: `Audit ${number}, before the ${group}`,
      backLink: '/console/groups',
      version,
      open,
      decides: mayDecide(staffIn(request), number),
      number,
      sections: reportParts(text),
    });
  });
}

/** The first page of whoever chairs or sits in a group. */
export async function groupsPage(
  records: Records,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const staff = staffIn(request);
  const { now } = request;
  const overseen = await overseenAudits(records, staff, now);
  return consolePage(request, reply, 'groups', {
    title: 'What your groups receive',
    groups: staff.groups,
    chairs: staff.chairs,
    plans: await workPlansOf(records, staff, now),
    oversees: overseen.length > 0,
    decisions: staff.decides.map(({ number, on }) => ({
      text:
        on === 'report' ? `The report of audit ${number}` : `The theme or terms of audit ${number}`,
      href:
        on === 'report'
          ? `/console/audits/${number}/approvals`
          : `/console/audits/${number}/planning`,
    })),
    reports: (await groupReports(records, staff)).map(reportLine),
  });
}

function reportLine({ number, process, group, open }: GroupReport) {
  return {
    text: `${process} ${number}`,
    said: open ? `Before the ${group} now` : `The ${group} has dealt with it`,
    open,
    href: `/console/groups/reports/${number}`,
  };
}

function mayDecide({ decides }: StaffMember, number: string): boolean {
  return decides.some((each) => each.number === number && each.on === 'report');
}
