import { expect, it } from 'vitest';
import type { TimelineEntry } from '../../rehearsal/timeline.ts';
import { timelineHtml } from '../../rehearsal/timeline-html.ts';
import { timelineText } from '../../rehearsal/timeline-text.ts';

const at = '2027-03-01T10:00:00.000Z';
const email = (to: string, subject: string): TimelineEntry => ({
  at,
  what: 'email',
  to,
  address: `${to.toLowerCase()}@police.example`,
  subject: `${subject} – Aldermere`,
  kind: 'x/ask',
});
const event = (sentence: string, by: string | null = 'Priya'): TimelineEntry => ({
  at,
  what: 'event',
  kind: 'x.y',
  sentence,
  by,
});

it('tells what happened alike at one moment on one line', () => {
  const text = timelineText([
    event('C1 was identified'),
    event('C2 was identified'),
    event('C3 was identified'),
    event('C7 was identified'),
    event('C8 was identified', 'Tom'),
    event('A finding was recorded'),
    event('A finding was recorded'),
    email('Rosa', '3 tools due'),
    email('Priya', '3 tools due'),
    email('Priya', '3 tools due'),
    email('Tom', 'Received, receipt WX7K-3Q9M'),
    email('Tom', 'Received, receipt KEA3-CEWY'),
    email('Ann', 'Received, receipt KEA3-CEWY'),
  ]);
  expect(text.split('\n')).toEqual([
    'Monday 1 March 2027',
    '  10:00  C1 to C3 and C7 were identified (Priya)',
    '  10:00  C8 was identified (Tom)',
    '  10:00  A finding was recorded (2 times) (Priya)',
    '  10:00  email to Rosa and Priya (2): 3 tools due',
    '  10:00  email to Tom (2) and Ann: Received',
  ]);
});

it('is a page in which nothing that was typed is markup', () => {
  const page = timelineHtml('A <b>year</b>', [event('<script>')]);
  expect(page).toContain('A &lt;b&gt;year&lt;/b&gt;');
  expect(page).toContain('&lt;script&gt; (Priya)');
});
