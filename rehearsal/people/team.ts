import { nameTeam, nameTeamStage } from '../../records/planning/name-team.ts';
import { type Act, type Asked, expectOutcome } from '../asked.ts';

/** An agency names one auditor, or two, of whom the second is new to it. */
export const nameAuditors: Act = async (asked) => {
  const agency = await agencyOf(asked);
  const [domain] = agency.mailDomains as string[];
  const member = (name: string, newcomer: string) => {
    const local = name.toLowerCase().replace(' ', '.');
    return { name, email: `${local}.${agency.key}@${domain}`, newcomer };
  };
  const { most } = nameTeamStage(asked);
  const members = [member('Jo Fenwick', ''), member('Sam Okoro', 'yes')].slice(0, most);
  await answer(asked, { answer: 'named', members, text: '' });
};

export const nobodyToName: Act = (asked) =>
  answer(asked, {
    answer: 'nobody',
    members: [],
    text: asked.more.text ?? 'Everybody here works with these families.',
  });

async function answer(asked: Asked, typed: Parameters<typeof nameTeam>[1]['typed']): Promise<void> {
  const { records, ask, now } = asked;
  const input = { partnershipId: ask.partnershipId, askId: ask.id, typed };
  const outcome = await nameTeam(records, input, { contactId: ask.contactId }, now);
  expectOutcome('naming auditors', outcome, 'answered');
}

async function agencyOf({ records, ask }: Asked) {
  return records.database.agency.findUniqueOrThrow({ where: { id: ask.agencyId ?? '' } });
}
