// Tests and rehearsals share one cast.
export { officerNamesChildren } from '../../rehearsal/people/identities.ts';
export { leadAnswersInvolvement } from '../../rehearsal/people/involvement.ts';
export { respondentSubmits, respondentSubmitsAll } from '../../rehearsal/people/returns.ts';
