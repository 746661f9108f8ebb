import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { andList } from '../../domain/and-list.ts';
import { formatDate, formatMonth } from '../../domain/calendar.ts';
import { subjectOf } from '../../domain/profile.ts';
import type { CoverLine } from '../../records/access/cover-view.ts';
import type { OfficeTask } from '../../records/overview/office-tasks.ts';
import { type AuditLine, officeView } from '../../records/overview/office-view.ts';
import { type Access, staffIn } from '../access.ts';
import { askTitle } from '../contact/ask-titles.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { mayUse } from '../who-may.ts';
import { clashWords, datePath } from './clash-words.ts';
import { consolePage } from './console-page.ts';
import { dayOf } from './moments.ts';
import { concernLines } from './urgent-concern-pages.ts';

/** What needs somebody today, each with the one button that settles it, and the audits. */
export function homePage(app: FastifyInstance, { records }: ApiDependencies, access: Access): void {
  app.get('/console', { preHandler: access.requireStaff }, async (request, reply) => {
    const { partnershipId, contactId, roles } = staffIn(request);
    if (!roles.includes('editor') && !roles.includes('reader')) return ownHome(request, reply);
    const view = await officeView(records, { partnershipId }, request.now);
    return consolePage(request, reply, 'home', {
      title: 'What needs you today',
      concerns: await concernLines(records, staffIn(request), request.now),
      covers: coversOf(view.away, contactId),
      // What is late or stands in the way comes first; otherwise in the order of the audits.
      tasks: view.tasks
        .map(taskWords)
        .sort((a, b) => Number(b.tag !== null) - Number(a.tag !== null)),
      meantClashes: view.meantClashes,
      drafts: view.drafts.map((draft) => ({ ...draft, saved: dayOf(draft.savedAt) })),
      audits: view.audits.map(lineWords),
      ended: view.ended.map(lineWords),
    });
  });
}

/** Whom the reader covers for, and who covers for them. */
function coversOf(away: CoverLine[], reader: string): { text: string; href: string }[] {
  return away.flatMap(({ id, contactId, name, acting, to }) => {
    const href = `/console/staff/${contactId}/cover/${id}`;
    const until = `until ${formatDate(to)}`;
    if (acting?.contactId === reader)
      return [{ text: `You are covering for ${name} ${until}.`, href }];
    return contactId === reader ? [{ text: `${acting?.name} covers for you ${until}.`, href }] : [];
  });
}

/** The first page of whoever reads no audits but their own, or none. */
function ownHome(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const groups = mayUse(staffIn(request), 'GET /console/groups');
  return reply.redirect(groups ? '/console/groups' : '/console/running', 303);
}

/** Where the business unit's own asks are answered. */
export const ownAskPaths: Record<string, (audit: string) => string> = {
  theme: (audit) => `/console/audits/${audit}/planning`,
  terms: (audit) => `/console/audits/${audit}/terms`,
  endorse: (audit) => `/console/audits/${audit}/planning`,
  identities: (audit) => `/console/audits/${audit}/children`,
  'deep-dives': (audit) => `/console/audits/${audit}/deep-dives`,
  'set-day': (audit) => `/console/audits/${audit}#dates`,
  circulate: (audit) => `/console/audits/${audit}/pack`,
  supplement: (audit) => `/console/audits/${audit}/pack`,
  pairs: (audit) => `/console/audits/${audit}/pairs`,
  'initial-review': (audit) => `/console/audits/${audit}/discussion/review`,
  chair: (audit) => `/console/audits/${audit}/discussion/chair`,
  record: (audit) => `/console/audits/${audit}/discussion`,
  report: (audit) => `/console/audits/${audit}/report`,
  objections: (audit) => `/console/audits/${audit}/approvals`,
  decide: (audit) => `/console/audits/${audit}/decision`,
  amend: (audit) => `/console/audits/${audit}/report`,
  'action-plan': (audit) => `/console/audits/${audit}/action-plan`,
  confirm: (audit) => `/console/audits/${audit}/actions`,
  output: (audit) => `/console/audits/${audit}/learning`,
  publish: (audit) => `/console/audits/${audit}/briefing`,
};

/** Where it is seen who has answered, and entered for who has not; otherwise in the grid or on the audit's page. */
const latePaths: Record<string, (audit: string) => string> = {
  approve: (audit) => `${auditPath(audit)}/approvals`,
  vote: (audit) => `${auditPath(audit)}/approvals`,
  'terms-vote': (audit) => `${auditPath(audit)}/planning`,
  'deep-dives-by-chair': (audit) => `${auditPath(audit)}/deep-dives`,
  attend: (audit) => `${auditPath(audit)}/discussion/attendance`,
  'pass-on': (audit) => `${auditPath(audit)}/learning`,
  team: (audit) => `${auditPath(audit)}/planning`,
  'teams-told': (audit) => `${auditPath(audit)}/planning`,
  'family-feedback': (audit) => `${auditPath(audit)}/family`,
  reconsider: (audit) => `${auditPath(audit)}/discussion/revised`,
  update: (audit) => `${auditPath(audit)}/actions`,
  'feed-back': (audit) => `${auditPath(audit)}/briefing`,
};

function taskWords(task: OfficeTask): {
  text: string;
  href: string;
  button: string;
  /** Why it comes before the others. */
  tag: 'Overdue' | 'Urgent' | null;
  /** What else can be done about it. */
  besides?: { href: string; text: string };
} {
  switch (task.kind) {
    case 'ask': {
      const title = askTitle(task.step, task.words);
      const due = `${task.overdue ? 'was due' : 'due'} ${formatDate(task.dueDate)}`;
      const of = task.coveredBy ? `${task.of}, covered by ${task.coveredBy}` : task.of;
      const text = `Audit ${task.audit}: ${lower(title)} (${due}, asked of ${of})`;
      const href = (ownAskPaths[task.step] ?? auditPath)(task.audit);
      return { text, href, button: 'Do it now', tag: task.overdue ? 'Overdue' : null };
    }
    case 'check': {
      const { count, words } = task;
      const due = `${task.overdue ? 'was due' : 'due'} ${formatDate(task.dueDate)}`;
      const tools = count === 1 ? words.return : words.returns;
      const text = `Audit ${task.audit}: ${count} ${tools} to check (${count === 1 ? '' : 'first '}${due})`;
      const href = `/console/checks?audit=${task.audit}`;
      return { text, href, button: 'Check', tag: task.overdue ? 'Overdue' : null };
    }
    case 'overdue': {
      const text = `Audit ${task.audit}: ${notDone(task)} (due ${formatDate(task.dueDate)})`;
      const path = latePaths[task.step] ?? gridPath;
      return { text, href: path(task.audit), button: 'See who', tag: 'Overdue' };
    }
    case 'people': {
      const { audit, people, words } = task;
      const whom = people.length > 4 ? `${people.length} people` : andList(people);
      const due = `was due ${formatDate(task.dueDate)}`;
      const text = `Audit ${audit}: ${whom} ${people.length === 1 ? 'has' : 'have'} not answered “${lower(askTitle(task.step, words))}” (${due})`;
      const href = (latePaths[task.step] ?? auditPath)(audit);
      return { text, href, button: 'See who', tag: 'Overdue' };
    }
    case 'silent': {
      const text = `Audit ${task.audit}: the time is over and ${notDone(task)}. They still can, or you can enter it.`;
      return { text, href: gridPath(task.audit), button: 'Enter it', tag: null };
    }
    case 'bounced': {
      const of = task.agency ? ` of ${task.agency}` : '';
      const text = `Email to ${task.name}${of} came back`;
      return {
        text,
        href: `/console/contacts/${task.contactId}/address`,
        button: 'Mend the address',
        tag: 'Urgent',
      };
    }
    case 'wrong-person': {
      const of = task.agency ? ` of ${task.agency}` : '';
      const text = `Whoever got the email to ${task.name}${of} says that they are not the right person (${dayOf(task.since)})`;
      const href = `/console/directory/people/${task.contactId}/replace`;
      const besides = { href: `/console/contacts/${task.contactId}/wrong-person`, text: 'Read it' };
      return { text, href, button: 'Ask somebody else', besides, tag: 'Urgent' };
    }
    case 'clash': {
      const text = `Audit ${task.audit}: ${task.name} of ${task.agency} is not independent for ${task.child} and cannot go on`;
      const href = `${auditPath(task.audit)}/returns/${task.returnId}`;
      return { text, href, button: 'Decide', tag: 'Urgent' };
    }
    case 'dates': {
      const { id, of, move } = task;
      const href = datePath(of, move.key);
      const leave = task.clash.dates.length > 1 ? 'Leave them as they are' : 'Leave it as it is';
      const besides = { href: `/console/clashing-dates/${id}`, text: leave };
      const button = `Move that of ${move.name}`;
      return { text: clashWords(task), href, button, besides, tag: null };
    }
    case 'planned': {
      const text = `${task.theme}, planned for ${formatMonth(task.month)}, is to be started`;
      const href = `/console/programme/${task.programme}/${task.entry}`;
      return { text, href, button: 'Start it', tag: null };
    }
    case 'paused': {
      const text = `Audit ${task.audit} is paused since ${dayOf(task.since)}`;
      return { text, href: `${auditPath(task.audit)}/resume`, button: 'Resume', tag: null };
    }
  }
}

/** "Aldermere Schools and Mereside Homes have not said which children they knew" */
function notDone(task: Extract<OfficeTask, { kind: 'overdue' | 'silent' }>): string {
  const { agencies, step, profile } = task;
  const many = subjectOf(profile) === 'establishment' || subjectOf(profile) === 'person';
  if (many && step === 'returns') return manyNotDone(task);
  const one = agencies.length === 1;
  const done: Record<string, string> = {
    involvement: `said which children ${one ? 'it' : 'they'} knew`,
    returns: `sent all ${profile.words.returns}`,
  };
  return `${andList(agencies)} ${one ? 'has' : 'have'} not ${done[step] ?? 'answered'}`;
}

/** "7 schools have not sent their returns": of a hundred nobody wants the names here. */
function manyNotDone({ count, profile }: Extract<OfficeTask, { kind: 'overdue' | 'silent' }>) {
  const { words } = profile;
  const establishments = subjectOf(profile) === 'establishment';
  const one = establishments ? words.establishment : 'person';
  const several = establishments ? words.establishments : 'people';
  return `${count} ${count === 1 ? one : several} ${count === 1 ? 'has' : 'have'} not sent all ${words.returns}`;
}

function lineWords(line: AuditLine) {
  return {
    ...line,
    due: line.nextDue ? formatDate(line.nextDue) : '',
    ended: line.endedAt ? dayOf(line.endedAt) : '',
  };
}

function auditPath(audit: string): string {
  return `/console/audits/${audit}`;
}

function gridPath(audit: string): string {
  return `${auditPath(audit)}#grid`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
