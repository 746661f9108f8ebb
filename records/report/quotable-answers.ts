import type { About } from '../../domain/about-words.ts';
import { questionsShown } from '../../domain/applicability.ts';
import type { Answers } from '../../domain/tool.ts';
import { mergedSections, toolsOf } from '../../domain/tools.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { auditContext } from '../audits/audit-context.ts';
import { returnTool } from '../returns/return-tool.ts';
import { openJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** Something that an agency wrote in its own words in the newest version that it sent. */
export interface QuotableAnswer {
  returnId: string;
  about: About;
  agency: string;
  service: string | null;
  question: { key: string; label: string };
  text: string;
}

export interface QuotableAnswers {
  sections: { key: string; title: string }[];
  section: { key: string; title: string };
  answers: QuotableAnswer[];
  /** How many there are besides those that are shown. */
  more: number;
}

const shownAtMost = 100;

/**
 * What can be quoted under one section of the tools, the first where none is named; nothing of a
 * child that is sealed, replaced or was not known after all. Null for a section that no tool has.
 */
export async function quotableAnswers(
  records: Records,
  given: { auditId: string; section?: string | undefined; returnId?: string },
): Promise<QuotableAnswers | null> {
  return transaction(records, async (tx) => {
    const { auditId, returnId } = given;
    const context = await auditContext(tx, auditId);
    const sections = mergedSections(toolsOf(context.profile));
    const section = given.section ? sections.find(({ key }) => key === given.section) : sections[0];
    if (!section) return null;
    const key = await records.keyring.audit(tx, auditId);
    const rows = await tx.return.findMany({
      where: {
        auditId,
        ...(returnId ? { id: returnId } : {}),
        version: { gt: 0 },
        state: { notIn: ['nil', 'withdrawn'] },
        case: { heldAt: null, state: { in: ['drawn', 'identified'] } },
      },
      orderBy: [
        { case: { number: 'asc' } },
        { request: { agency: { name: 'asc' } } },
        { id: 'asc' },
      ],
      select: {
        id: true,
        part: true,
        case: { select: { ...aboutRows.case.select, stratum: true } },
        service: { select: { name: true } },
        request: { select: { stageKey: true, agency: { select: { key: true, name: true } } } },
        versions: {
          orderBy: { version: 'desc' },
          take: 1,
          select: { id: true, answersSealed: true },
        },
      },
    });
    const all = rows.flatMap((row): QuotableAnswer[] => {
      const [version] = row.versions;
      const own = returnTool(context, row).sections.find((each) => each.key === section.key);
      if (!version || !own) return [];
      const place = `ReturnVersion.answersSealed/${version.id}`;
      const said = openJson<Answers>(key, place, version.answersSealed)[section.key];
      return questionsShown(own, said).flatMap((question): QuotableAnswer[] => {
        const text = (said?.[question.key] ?? '').trim();
        if (question.type !== 'text' || text === '') return [];
        const { agency } = row.request;
        return [
          {
            returnId: row.id,
            about: aboutOf(key, row.case),
            agency: agency.name,
            service: row.service?.name ?? null,
            question: { key: question.key, label: question.label },
            text,
          },
        ];
      });
    });
    const titled = ({ key: of, title }: { key: string; title: string }) => ({ key: of, title });
    return {
      sections: sections.map(titled),
      section: titled(section),
      answers: all.slice(0, shownAtMost),
      more: Math.max(0, all.length - shownAtMost),
    };
  });
}
