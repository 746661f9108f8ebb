// What people write beside a name, or in place of one: what they are, and that they do not know.
const notNames = new Set(
  `a about above acting advanced agency allocated an as assistant at before by case cases cic cin
  clinical community consultant contact cover covering cp current currently deputy designated detective
  duty early education email ext family first for former formerly from gp head health help holder home
  hospital in inspector interim is it key last later lead leader left line locum manager managers
  mash midwife midwifery mobile n na named new no nobody none not now number nurse of office officer on
  open or paediatrician phone police post practice practitioner previous previously primary probation
  pupil referral registrar role safeguarding same school secondary senco senior sergeant service
  services since social specialist staff student supervisor support tbc known teacher team teams tel telephone
  temporary the then this to trust tutor unallocated unit unknown until vacant visitor visiting was
  welfare with worker workers yet yot youth`.split(/\s+/),
);

/**
 * The names in what somebody typed where a name was asked for: "Robin Whitaker, team manager (from
 * May: Jo Ash)" names Robin Whitaker, and somebody of whom "May", "Jo" and "Ash" are names. A part
 * that is only a role names nobody.
 */
export function typedNames(text: string): string[] {
  const withoutEmails = text.replace(/[^\s<>(),;]+@[^\s<>(),;]+/g, ' ');
  return withoutEmails
    .split(/[,;:/&\n()[\]|]|\band\b|\s[-–—]\s|\d+/i)
    .map((part) =>
      (part.match(/\p{L}[\p{L}\p{M}'’.-]*/gu) ?? [])
        .filter((word) => !notNames.has(word.toLowerCase().replace(/\.+$/, '')))
        .join(' '),
    )
    .filter((name) => (name.match(/\p{L}/gu) ?? []).length > 1);
}
