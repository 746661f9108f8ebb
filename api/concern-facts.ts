import { concernKindWords, concernStateWords } from '../domain/concern-words.ts';
import { momentOf } from '../emails/wording.ts';
import type { ConcernView } from '../records/concerns/concern-view.ts';
import { notReferralFacts } from './concern-form.ts';
import { childName, whoIs } from './contact/wording.ts';

/** What everybody's page about a concern shows. */
export function concernFacts(view: ConcernView, now: Date) {
  const { zone, child } = view;
  const at = (instant: Date) => momentOf(instant, zone);
  return {
    title: `Urgent concern ${view.number}`,
    number: view.number,
    state: view.state,
    stateWords: concernStateWords(view.step),
    step: view.step,
    kind: concernKindWords(view.kind),
    agency: view.agency,
    audit: view.audit,
    child: child && {
      number: child.number,
      name: childName(child.number, child.people),
      people: whoIs(child.people),
    },
    text: view.text,
    raisedAt: at(view.raisedAt),
    reporter: view.reporter,
    phonedAt: view.phonedAt ? at(view.phonedAt) : '',
    due: view.dueAt ? at(view.dueAt) : '',
    overdue: isLate(view, now),
    tone: toneOf(view, now),
    acknowledged: view.acknowledged && {
      at: at(view.acknowledged.at),
      by: byWhom(view.acknowledged),
    },
    closedAt: view.closedAt ? at(view.closedAt) : '',
    ...notReferralFacts(view.settings),
  };
}

function isLate({ dueAt }: ConcernView, now: Date): boolean {
  return dueAt !== null && dueAt < now;
}

function toneOf(view: ConcernView, now: Date): 'green' | 'red' | 'yellow' {
  if (view.step === null) return 'green';
  return view.step === 'acknowledge' || isLate(view, now) ? 'red' : 'yellow';
}

/** "Priya Nair, entered by Nadia Hussain", where the business unit entered it. */
function byWhom({ by, from }: { by: string; from: string | null }): string {
  return from ? `${from}, entered by ${by}` : by;
}

interface Happened {
  at: Date;
  what: string;
  by: string;
  /** What was typed. */
  said: string;
}

/** Everything that happened, in order; what the clock did has nobody's name. */
export function concernTimeline(view: ConcernView) {
  const raised: Happened = {
    at: view.raisedAt,
    what: 'Raised',
    by: view.reporter ?? 'somebody whose name is withheld from you',
    said: '',
  };
  const happened: Happened[] = [
    raised,
    ...(view.phonedAt
      ? [{ at: view.phonedAt, what: 'Phoned by who raised it', by: '', said: '' }]
      : []),
    ...(view.acknowledged
      ? [
          {
            at: view.acknowledged.at,
            what: 'Acknowledged',
            by: byWhom(view.acknowledged),
            said: '',
          },
        ]
      : []),
    ...view.statements.map((each) => ({
      at: each.at,
      what: each.kind === 'response' ? 'What was done' : 'Assurance',
      by: byWhom(each),
      said: each.text,
    })),
    ...view.decisions.map(({ at, kind, by, reason }) => ({
      at,
      what: decided[kind] ?? kind,
      by,
      said: reason,
    })),
    // Last: who is asked because of something comes after it, in the same moment as well.
    ...view.told.map(({ at, name, step, round }) => ({
      at,
      what: `${name} was asked ${asked[step] ?? ''}${round > 1 ? ' again' : ''}`,
      by: '',
      said: '',
    })),
  ];
  return happened
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map((each) => ({ ...each, at: momentOf(each.at, view.zone) }));
}

const asked: Record<string, string> = {
  acknowledge: 'to acknowledge it',
  respond: 'what was done',
  accept: 'to accept the assurance',
};

const decided: Record<string, string> = {
  accepted: 'Assurance accepted, and the concern closed',
  refused: 'Assurance refused',
  reopened: 'Opened again',
  'told-early': 'Next people told without waiting',
};

/** What has been said in the round that runs now, to be read, or typed on. */
export function currentStatements(view: ConcernView): { response: string; assurance: string } {
  const said = { response: '', assurance: '' };
  for (const { kind, round, text } of view.statements) {
    if (round === view.round) said[kind as keyof typeof said] = text;
  }
  return said;
}
