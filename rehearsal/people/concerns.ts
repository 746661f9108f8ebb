import { randomUUID } from 'node:crypto';
import { acknowledgeConcern, respondToConcern } from '../../records/concerns/answer-concern.ts';
import { acceptAssurance, refuseAssurance } from '../../records/concerns/decide-concern.ts';
import { raiseConcern } from '../../records/concerns/raise-concern.ts';
import { type Act, type Asked, expectOutcome } from '../asked.ts';

/** Whoever is told says that they have it. */
export const acknowledge: Act = async (asked) => {
  const { concern, by } = await concernOf(asked);
  const outcome = await acknowledgeConcern(asked.records, concern, by, asked.now);
  expectOutcome('acknowledging a concern', outcome, 'acknowledged');
};

/** They say what was done, and that it is safe now. */
export const respond: Act = async (asked) => {
  const { concern, by } = await concernOf(asked);
  const said = {
    response: asked.more.text ?? 'The child was visited the same evening and is with an aunt.',
    assurance: 'A social worker sees the child every day.',
  };
  const outcome = await respondToConcern(asked.records, { ...concern, ...said }, by, asked.now);
  expectOutcome('responding to a concern', outcome, 'assured');
};

/** Somebody else accepts the assurance, which closes the concern. */
export const accept: Act = async (asked) => {
  const { concern, by } = await concernOf(asked);
  const outcome = await acceptAssurance(asked.records, concern, by, asked.now);
  expectOutcome('accepting an assurance', outcome, 'accepted');
};

export const refuse: Act = async (asked) => {
  const { concern, by } = await concernOf(asked);
  const reason = asked.more.text ?? 'Nobody has spoken with the child yet.';
  const outcome = await refuseAssurance(asked.records, { ...concern, reason }, by, asked.now);
  expectOutcome('refusing an assurance', outcome, 'refused');
};

/** Somebody who was asked for something else has an urgent concern about an agency's work. */
export const raiseConcernNow: Act = async ({ records, ask, more, now }) => {
  const { partnershipId, contactId } = ask;
  const contact = await records.database.contact.findUniqueOrThrow({ where: { id: contactId } });
  const reporter = { partnershipId, contactId, staff: contact.agencyId === null };
  const typed = {
    agency: more.aboutAgencyId ?? '',
    about: '',
    kind: 'child-at-risk',
    text: more.text ?? 'A child said today that they are afraid to go home.',
    route: 'usual',
    manager: '',
    withhold: '',
    phoned: 'no',
    phonedTime: '',
    from: '',
  };
  const raised = await raiseConcern(records, { reporter, raiseKey: randomUUID(), typed }, now);
  expectOutcome('raising a concern', raised, 'raised');
};

async function concernOf({ records, ask }: Asked) {
  const { partnershipId, number } = await records.database.urgentConcern.findUniqueOrThrow({
    where: { id: ask.concernId ?? '' },
  });
  return { concern: { partnershipId, number }, by: { contactId: ask.contactId } };
}
