/** What one audit can order: a second look at the same, or the same of more children (SO-30). */
export const linkKinds = ['follow-up', 'wider-sample'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** "a follow-up audit" */
export function linkWords(kind: string): string {
  return kind === 'wider-sample' ? 'a wider sample' : 'a follow-up audit';
}
