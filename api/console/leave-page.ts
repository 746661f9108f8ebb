import { listed, withArticle } from '../../domain/phrases.ts';
import type { LeavingView } from '../../records/audits/leaving-view.ts';
import type { AgencyWithdrawn } from '../../records/audits/withdraw-agency.ts';
import { missingReason, type ReasonPage } from './change-pages.ts';

/** What an agency's leaving means, said before it is done. */
export function leavePage(view: LeavingView): ReasonPage {
  const { name, ofTeam, mayJoinAgain } = view;
  return {
    title: `Withdraw ${name} from this audit`,
    paragraphs: [
      ...(ofTeam ? teamWords(view, ofTeam) : [noMore(goesNoFurther)]),
      `Actions that it has from this audit stay with it. ${
        mayJoinAgain
          ? 'You can add it again later: it is then asked anew, with a new due date.'
          : 'It cannot be added to this audit again.'
      }`,
    ],
    button: `Withdraw ${name}`,
    warning: true,
  };
}

const goesNoFurther = 'What it has said or sent stays on record but goes no further, and no';

function noMore(said: string): string {
  return `Nobody there is asked for anything more in it, and those who were asked are told. ${said} silence is recorded against it.`;
}

function teamWords(
  { words }: LeavingView,
  { children, kept }: NonNullable<LeavingView['ofTeam']>,
): string[] {
  const them = children.length === 1 ? 'This child is' : 'These children are';
  return [
    noMore('No'),
    children.length > 0
      ? `It has not sent ${withArticle(words.return)} for ${numbered(children)}. ${them} given to others of the audit team, as at the start: to whoever has the fewest, and to nobody who holds the case or manages who does. They are told, and have a due date of their own. What was saved and not sent stays on record, and they do not see it.`
      : 'No child is waiting for it, so nothing passes to others of the audit team.',
    ...(kept.length > 0
      ? [
          `What it has sent for ${numbered(kept)} is used like that of the others: it is about the ${kept.length === 1 ? 'child' : 'children'} and not about the agency. Nobody there is asked about it any more.`,
        ]
      : []),
  ];
}

/** Why it was not done and what to do instead; undefined where it was. */
export function whyNotLeft(
  outcome: AgencyWithdrawn,
  { name, words, ofTeam }: LeavingView,
): string | undefined {
  const children = 'children' in outcome ? numbered(outcome.children) : '';
  const colleague = `let somebody else at ${name} take over from whoever leaves`;
  switch (outcome.kind) {
    case 'no-reason':
      return missingReason.message;
    case 'too-late':
      return ofTeam
        ? `What it sent has been read by others, or the ${words.discussion} or the report has been prepared. Take its people off the list of those who come instead.`
        : 'What it sent has been read by others, or the meeting has been prepared. Take its people off the list of those who come instead.';
    case 'ended':
      return 'The audit has ended: no agency can leave it any more.';
    case 'paused':
      return `The audit is paused, and whoever takes over ${children} needs a due date. Resume it first.`;
    case 'nobody-stays':
      return `Nobody else is in the audit team${children ? `, so nobody could audit ${children}` : ''}. In the directory, ${colleague}; have another agency that has not answered yet name an auditor; or cancel the audit.`;
    case 'nobody-may':
      return `Everybody else in the audit team holds the case of ${children} or manages who does, so nobody could audit ${outcome.children.length === 1 ? 'it' : 'them'}. Replace or withdraw ${outcome.children.length === 1 ? 'this child' : 'these children'} first; or, in the directory, ${colleague}.`;
    case 'in-pair':
      return `Somebody at ${name} is in the pair of auditors of ${children}. Name another pair first.`;
  }
}

/** "C2 and C5" */
function numbered(numbers: readonly number[]): string {
  return listed(numbers.map((number) => `C${number}`));
}
