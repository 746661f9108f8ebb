import type { FieldProblem } from './field-problem.ts';
import { counted } from './phrases.ts';
import type { Profile } from './profile.ts';
import { stageOfKind } from './profile.ts';
import type { Question, Tool } from './tool.ts';

const longestQuestion = 300;

/** One question a line, as somebody typed them. */
export function readThemeQuestions(typed: string): string[] {
  return typed
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is wrong with the questions that an audit adds on its theme (WA-7). */
export function themeQuestionProblems(
  profile: Profile,
  questions: readonly string[],
): FieldProblem[] {
  const field = 'questions';
  const settings = stageOfKind(profile, 'gather-returns')?.themeQuestions;
  if (questions.length === 0) return [];
  if (!settings) return [{ field, message: 'This process adds no questions to its tool.' }];
  if (questions.length > settings.most) {
    const message = `Write at most ${counted(settings.most, 'question')}; these are ${questions.length}.`;
    return [{ field, message }];
  }
  const twice = questions.find((each, at) => questions.indexOf(each) !== at);
  if (twice) return [{ field, message: `“${twice}” stands there twice.` }];
  const long = questions.find((each) => each.length > longestQuestion);
  if (!long) return [];
  const message = `A question has at most ${longestQuestion} characters: shorten the one that begins “${long.slice(0, 40)}”.`;
  return [{ field, message }];
}

/**
 * The process of one audit, with the questions that it adds on its theme: under a section of their own
 * at the end of every tool, and as heads of the record where the process says so. Nothing is left out
 * of the tool (WA-7).
 */
export function withThemeQuestions(profile: Profile, questions: readonly string[]): Profile {
  const settings = stageOfKind(profile, 'gather-returns')?.themeQuestions;
  if (!settings || questions.length === 0) return profile;
  const added = questions.map((label, at) => ({ key: `theme-question-${at + 1}`, label }));
  const section = {
    key: 'theme-questions',
    title: settings.title,
    questions: added.map((each): Question => ({ ...each, type: 'text', required: true })),
  };
  const longer = <T extends Tool>(tool: T): T => ({
    ...tool,
    sections: [...tool.sections, section],
  });
  return {
    ...profile,
    ...(profile.tool ? { tool: longer(profile.tool) } : {}),
    ...(profile.tools ? { tools: profile.tools.map(longer) } : {}),
    stages: profile.stages.map((stage) =>
      stage.kind === 'discuss' && settings.inDiscussion
        ? { ...stage, conclusions: [...stage.conclusions, ...added] }
        : stage,
    ),
  };
}
