/** Why a child of the list is left out of the random selection, as the officer is offered it. */
export const exclusionReasons = [
  { key: 'audited-lately', label: 'Audited in the past 12 months' },
  { key: 'court-or-police', label: 'Court proceedings or a police investigation under way' },
  { key: 'practice-review', label: 'A practice review under way or proposed' },
  { key: 'known-to-staff', label: 'Family of somebody who would take part in the audit' },
] as const;
