/** A letter that is to leave now, as the rule of one email a day sees it. */
export interface LeavingLetter {
  /** Somebody waits for it, or somebody may be at risk: it leaves by itself whatever the day brought. */
  alone: boolean;
  /** It would come too late tomorrow, or somebody has sent for it. */
  pressing: boolean;
  /** It carries a calendar file, of which a mail program takes one from an email. */
  invites: boolean;
}

/**
 * The emails in which one person's letters leave now, and the letters that wait until the next
 * morning, because the person has had today's email. Where something presses, whatever else there is
 * goes with it: the email is written in any case.
 */
export function emailsOfToday<T extends LeavingLetter>(
  letters: T[],
  writtenToday: boolean,
): { emails: T[][]; waiting: T[] } {
  const alone = letters.filter((letter) => letter.alone).map((letter) => [letter]);
  const others = letters.filter((letter) => !letter.alone);
  if (writtenToday && !others.some(({ pressing }) => pressing)) {
    return { emails: alone, waiting: others };
  }
  const [, ...moreInvitations] = others.filter(({ invites }) => invites);
  const together = others.filter((letter) => !moreInvitations.includes(letter));
  const emails = [...alone, together, ...moreInvitations.map((letter) => [letter])];
  return { emails: emails.filter((email) => email.length > 0), waiting: [] };
}
