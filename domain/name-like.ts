// Words that references and names of lists are made of, and people's names hardly ever.
const listWords = new Set(
  `adoption assessment before board call camhs cared care case cases caseload centre child children
  childrens cin client cohort contact council county cp custody data database dip district draw
  early education export extract family families files front door group health help home hospital
  household hub in intake lac list lists locality looked after mash missing module month multi
  agency need needs no north number of officer open outcome panel partnership person plan plans
  police primary project protection pupil query ref reference referral referrals register report
  sample school schools secondary section selected service services sheet sibling siblings social
  south staff support system table team teams the theme trust universal unit week west work worker
  year young youth access north east january february march april may june july august september
  october november december one two three four five six and for from with`.split(/\s+/),
);

/**
 * Whether a cell that should hold a local reference, or the name of a list, seems to hold a
 * person's name instead: "John Smith", "SMITH, John", "J Smith", "Mrs Smith". Deliberately quick to
 * say so for references, which seldom are words.
 */
export function looksLikeName(cell: string, holds: 'reference' | 'list'): boolean {
  const words = (cell.match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? []).filter(
    (word) => !listWords.has(word.toLowerCase()),
  );
  const names = words.filter(isWrittenAsName);
  if (/^(mr|mrs|miss|ms|mx|master|dr)\b\.?\s*\p{L}/iu.test(cell.trim())) return true;
  const hasDigit = /\d/.test(cell);
  if (holds === 'list') return names.length >= 2 && !hasDigit;
  if (names.length >= 2) return true;
  const initial = words.some((word) => /^\p{Lu}$/u.test(word));
  if (names.length === 1 && (initial || !hasDigit)) return true;
  return !hasDigit && words.filter((word) => word.length >= 2).length >= 2;
}

/** "Smith", "O'Brien", "Smith-Jones", "McDonald". */
function isWrittenAsName(word: string): boolean {
  return /^(\p{Lu}['’])?(Ma?c)?\p{Lu}\p{Ll}+([-'’]\p{Lu}\p{Ll}+)*$/u.test(word);
}
