import type { Tool } from './tool.ts';

/** About how long an answer takes, in minutes, of the steps that ask for the same of everybody. */
const minutesOf: Record<string, number> = {
  'terms-vote': 10,
  team: 5,
  'teams-told': 1,
  involvement: 5,
  'family-feedback': 5,
  facilitate: 1,
  questions: 15,
  'case-feedback': 15,
  'deep-dives-by-chair': 20,
  attend: 1,
  approve: 20,
  vote: 20,
  update: 5,
  experience: 5,
  'feed-back': 1,
  'pass-on': 1,
};

/** About how long one tool takes to write, its file being at hand: to the next quarter of an hour. */
export function toolMinutes({ sections }: Pick<Tool, 'sections'>): number {
  const questions = sections.flatMap((section) => section.questions);
  const minutes = questions.reduce((sum, { type }) => sum + (type === 'text' ? 4 : 1), 0);
  return Math.max(15, Math.ceil(minutes / 15) * 15);
}

/** "About 5 minutes"; nothing where it depends on what has to be found out first. */
export function timeOfStep(step: string): string {
  const minutes = minutesOf[step];
  return minutes === undefined ? '' : `About ${minutesInWords(minutes)}`;
}

/** "15 minutes", "1 hour", "1 hour 30 minutes" */
export function minutesInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    ...(hours > 0 ? [`${hours} ${hours === 1 ? 'hour' : 'hours'}`] : []),
    ...(rest > 0 ? [`${rest} ${rest === 1 ? 'minute' : 'minutes'}`] : []),
  ];
  return parts.join(' ');
}
