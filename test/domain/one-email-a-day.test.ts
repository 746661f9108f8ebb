import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailsOfToday } from '../../domain/one-email-a-day.ts';

const letter = fc.record({
  id: fc.uuid(),
  alone: fc.boolean(),
  pressing: fc.boolean(),
  invites: fc.boolean(),
});
const letters = fc.uniqueArray(letter, { selector: ({ id }) => id, maxLength: 12 });

describe('the letters that are ready for one person', () => {
  it('each leave in one email or wait, whatever they are', () => {
    fc.assert(
      fc.property(letters, fc.boolean(), (ready, written) => {
        const { emails, waiting } = emailsOfToday(ready, written);
        const told = [...emails.flat(), ...waiting].map(({ id }) => id).sort();
        expect(told).toEqual(ready.map(({ id }) => id).sort());
        expect(emails.every((email) => email.length > 0)).toBe(true);
      }),
    );
  });

  it('are one email, but for those that somebody waits for and more than one calendar file', () => {
    fc.assert(
      fc.property(letters, fc.boolean(), (ready, written) => {
        const { emails, waiting } = emailsOfToday(ready, written);
        const others = ready.filter(({ alone }) => !alone);
        const invitations = others.filter(({ invites }) => invites).length;
        const daily = emails.filter((email) => email.some(({ alone }) => !alone));
        const leave = !written || others.some(({ pressing }) => pressing);
        expect(daily.length).toBeLessThanOrEqual(Math.max(1, invitations));
        expect(emails.filter((email) => email.some(({ alone }) => alone))).toEqual(
          ready.filter(({ alone }) => alone).map((each) => [each]),
        );
        for (const email of emails) {
          expect(email.filter(({ invites }) => invites).length).toBeLessThanOrEqual(1);
        }
        expect(waiting).toEqual(leave ? [] : others);
      }),
    );
  });
});
