import { type Part, parts } from '../../domain/stages/return-subjects.ts';
import type { Answers, Tool } from '../../domain/tool.ts';
import { aboutOf, aboutRows } from '../asks/about.ts';
import { auditContext } from '../audits/audit-context.ts';
import { namesOf } from '../directory/people-names.ts';
import { returnTool } from '../returns/return-tool.ts';
import { openJson } from '../store/sealing.ts';
import { type Records, transaction } from '../store/transaction.ts';

/** What attendee and manager said about one attendance, each by themselves (SO-38). */
export interface AttendanceAnswers {
  label: string;
  agency: string;
  sides: {
    part: Part;
    name: string;
    state: string;
    tool: Tool;
    /** Null while nothing has come in. */
    answers: Answers | null;
  }[];
}

export async function attendanceAnswers(
  records: Records,
  given: { partnershipId: string; auditId: string; number: number },
): Promise<AttendanceAnswers | null> {
  const { partnershipId, auditId, number } = given;
  return transaction(records, async (tx) => {
    const found = await tx.case.findFirst({
      where: {
        partnershipId,
        auditId,
        number,
        subject: 'attendance',
        state: { not: 'withdrawn' },
      },
      select: {
        ...aboutRows.case.select,
        returns: {
          where: { state: { not: 'withdrawn' } },
          include: {
            case: { select: { stratum: true } },
            request: { include: { agency: { select: { key: true } } } },
            versions: { orderBy: { version: 'desc' }, take: 1 },
          },
        },
      },
    });
    if (!found) return null;
    const context = await auditContext(tx, auditId);
    const key = await records.keyring.audit(tx, auditId);
    const contactIds = found.returns.map(({ request }) => request.responsibleId);
    const names = await namesOf(records, tx, { partnershipId, contactIds });
    const sides = parts.flatMap((part) => {
      const own = found.returns.find((row) => row.part === part);
      if (!own) return [];
      const [sent] = own.versions;
      const place = `ReturnVersion.answersSealed/${sent?.id}`;
      return [
        {
          part,
          name: names.get(own.request.responsibleId) ?? '',
          state: own.state,
          tool: returnTool(context, own),
          answers: sent ? openJson<Answers>(key, place, sent.answersSealed) : null,
        },
      ];
    });
    return { label: aboutOf(key, found).label, agency: found.agency?.name ?? '', sides };
  });
}
