import { nilSentence, thisOne } from '../../domain/about-words.ts';
import { stageOfKind } from '../../domain/profile.ts';
import { upperFirst } from '../../emails/wording.ts';
import { asksWhoIsInvolved } from '../../records/involvement/name-others.ts';
import { type ReturnView, returnView } from '../../records/returns/return-view.ts';
import { readerIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { NotFound } from '../errors.ts';
import type { ToolRequest } from './contact-pages.ts';
import { childName, deadline, plainDate, whoIs } from './wording.ts';

/** One child's tool for this reader; not there for anybody whom it does not concern. */
export async function readTool(
  { records }: ApiDependencies,
  request: ToolRequest,
): Promise<ReturnView> {
  const view = await returnView(records, readerIn(request), request.params.tool);
  if (!view) throw new NotFound();
  return view;
}

/** Above the title: which child at which service; of others what it is about says all. */
function captionOf({ about, service, agency }: ReturnView): string {
  return about.kind === 'child' ? `${about.label}, ${service ?? agency.name}` : about.label;
}

/** What stands on every page about one child's tool. */
export function toolFacts(request: ToolRequest, view: ReturnView) {
  const { audit, ask } = view;
  return {
    partnershipName: readerIn(request).partnershipName,
    toolId: view.id,
    number: view.number,
    about: view.about,
    isChild: view.about.kind === 'child',
    isPerson: view.about.kind === 'attendance',
    label: view.about.label,
    caption: captionOf(view),
    thisOne: thisOne(view.about.kind, audit.profile.words),
    nilSentence: nilSentence(view.about, audit.profile.words),
    othersInvolved: view.about.kind === 'child' && asksWhoIsInvolved(audit.profile),
    discussed: stageOfKind(audit.profile, 'discuss') !== undefined,
    servedBy: view.sharing
      .filter(({ key }) => view.serves?.includes(key))
      .map(({ name }) => name)
      .join(', '),
    service: view.service,
    agency: view.agency,
    words: audit.profile.words,
    periodName: upperFirst(audit.profile.words.window),
    tool: view.tool,
    focus: audit.focus,
    from: plainDate(audit.window.from),
    to: plainDate(audit.window.to),
    name: childName(view.number, view.people),
    people: whoIs(view.people),
    deadline: ask && deadline(ask, audit.zone),
    overdue: ask !== null && ask.outcome === null && ask.dueAt < request.now,
    reconsidering: view.reconsidering,
    ofTeam: view.ofTeam,
    leads: view.leads,
    responsible: view.responsible.name,
    respondent: view.respondent.name,
    /** Where the reader came from: the agency's whole request, or all that they are asked. */
    home: view.requestAskId ? `/asks/${view.requestAskId}` : '/asks',
  };
}
