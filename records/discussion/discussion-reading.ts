import type { AuditContext } from '../audits/audit-context.ts';
import type { Key } from '../store/sealing.ts';
import type { Records, Transaction } from '../store/transaction.ts';
import { conclusionsOf } from './conclusions.ts';
import { discussedCases } from './discussed-cases.ts';
import { agenciesOf, attendeesAmong, representationIn } from './discussion-people.ts';
import { discussStage, meetingFrom, type PlannedMeeting } from './meeting.ts';
import { editionsOf, itemsIn } from './pack-participants.ts';
import { casesInPack, casesOf } from './pack-view.ts';

/** The discussion as `plannedMeeting` finds it, with who is expected and when cases are talked about. */
export async function meetingWithPeople(tx: Transaction, context: AuditContext) {
  const { auditId } = context;
  const { key: stageKey } = discussStage(context);
  const row = await tx.meeting.findUnique({
    where: { auditId_stageKey: { auditId, stageKey } },
    include: {
      attendances: { where: { withdrawnAt: null } },
      slots: {
        select: { caseId: true, from: true, minutes: true },
        orderBy: [{ from: 'asc' }, { id: 'asc' }],
      },
    },
  });
  const { attendances, slots, ...meeting } = row ?? { attendances: [], slots: [] };
  const planned: PlannedMeeting = await meetingFrom(tx, context, 'id' in meeting ? meeting : null);
  return { ...planned, attendances, slots };
}

/** What parts are read from; what several of them need is read once, when the first asks for it. */
export type Reading = ReturnType<typeof readingOf>;

export function readingOf(
  records: Records,
  tx: Transaction,
  given: {
    context: AuditContext;
    meeting: Awaited<ReturnType<typeof meetingWithPeople>>;
    key: Key;
    now: Date;
    child?: string | undefined;
    tool?: string | undefined;
  },
) {
  const { context, meeting, key, child, tool } = given;
  const { auditId, partnershipId } = context;
  const agencies = once(() => agenciesOf(tx, partnershipId));
  const editions = once(() => editionsOf(tx, auditId));
  const conclusions = once(() => conclusionsOf(tx, key, auditId));
  const people = once(async () =>
    attendeesAmong(records, tx, {
      context,
      meeting,
      rows: meeting.attendances,
      agencies: await agencies(),
    }),
  );
  const representation = once(async () =>
    representationIn(tx, context, {
      people: await people(),
      agencies: await agencies(),
      editions: await editions(),
    }),
  );
  const inPack = once(async () => {
    if ((await editions()).length === 0) return [];
    const chosen = await discussedCases(tx, context);
    return casesInPack(tx, auditId, chosen ? new Set(chosen) : undefined);
  });
  const cases = once(async () => {
    const items = itemsIn(await editions());
    const wanted = items.find(({ returnId }) => returnId === tool)?.caseId;
    const all = (await inPack()).filter(
      ({ id, number }) =>
        (child === undefined || `C${number}` === child) && (tool === undefined || id === wanted),
    );
    if (all.length === 0) return [];
    return casesOf(records, tx, context, { cases: all, items, agencies: await agencies() });
  });
  return {
    ...{ records, tx, ...given },
    ...{ agencies, editions, conclusions, people, representation, inPack, cases },
  };
}

function once<Rows>(read: () => Promise<Rows>): () => Promise<Rows> {
  let rows: Promise<Rows> | undefined;
  return () => {
    rows ??= read();
    return rows;
  };
}
