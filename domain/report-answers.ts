import { withArticle } from './phrases.ts';
import type { AnswerCounts } from './report-facts.ts';
import { counted, type DraftBlock, listed, said } from './report-wording.ts';
import { sentenceCase } from './sentence-case.ts';
import { subjectWords } from './stages/return-subjects.ts';
import type { Words } from './words.ts';

/** Who answered for themselves, in numbers; establishments and people are not named. */
export function answerBlocks(answers: AnswerCounts, words: Words): DraftBlock[] {
  return answers.subject === 'person'
    ? attendanceBlocks(answers, words)
    : partyBlocks(answers, words);
}

type OfParties = Exclude<AnswerCounts, { subject: 'person' }>;
type OfPeople = Extract<AnswerCounts, { subject: 'person' }>;

function partyBlocks(answers: OfParties, words: Words): DraftBlock[] {
  const { subject, asked, received, nil, silent, silentCount, withdrawn } = answers;
  const { one, many } = subjectWords(subject, words);
  const first = `${counted(asked, `${one} was`, `${many} were`)} asked for one ${words.return} each; ${counted(received, 'was', 'were')} received.`;
  const elsewhere = nil > 0 ? ` ${nil} ${nil === 1 ? 'was' : 'were'} ${words.nilReturn}.` : '';
  const none =
    silentCount === 0
      ? ''
      : silent.length > 0
        ? ` No answer came from ${listed(silent)}.`
        : ` No answer came from ${counted(silentCount, one, many)}.`;
  return [
    said(`${first}${elsewhere}${none}`),
    ...withdrawnBlocks(counted(withdrawn, `${one} was`, `${many} were`), withdrawn),
  ];
}

function withdrawnBlocks(words: string, count: number): DraftBlock[] {
  if (count === 0) return [];
  const counts = count === 1 ? 'counts' : 'count';
  return [said(`${words} withdrawn while answers were gathered, and ${counts} in none of this.`)];
}

function attendanceBlocks(answers: OfPeople, words: Words): DraftBlock[] {
  const { attendances, both, attendeeOnly, managerOnly, neither, withdrawn } = answers;
  const left = counted(withdrawn, 'course attendance was', 'course attendances were');
  return [
    said(
      `Attendee and manager were each asked, by themselves, for ${withArticle(words.return)} about ${counted(attendances, 'course attendance', 'course attendances')}.`,
    ),
    {
      kind: 'table',
      caption: sentenceCase(`${words.returns} received`),
      head: ['About one attendance', 'How many'],
      rows: [
        ['From attendee and manager', String(both)],
        ['From the attendee only', String(attendeeOnly)],
        ['From the manager only', String(managerOnly)],
        ['From neither', String(neither)],
      ],
    },
    ...(both < attendances
      ? [
          said(
            'Where only one of the two answered, what they said stands by itself. Nothing is read from silence.',
          ),
        ]
      : []),
    ...withdrawnBlocks(left, withdrawn),
  ];
}
