import { type Look, lookOf, lookSchema } from '../../domain/look.ts';
import type { Records } from '../store/transaction.ts';

/** What a partnership looks like, on pages and in emails. */
export interface PartnershipLook {
  look: Look;
  logo: Uint8Array | null;
}

export async function partnershipLook(
  { database }: Pick<Records, 'database'>,
  id: string,
): Promise<PartnershipLook | null> {
  const row = await database.partnership.findUnique({
    where: { id },
    select: { look: true, logo: true },
  });
  return row && { look: lookOf(row.look), logo: row.logo };
}

export type LookChanged =
  | { kind: 'changed'; look: Look }
  | { kind: 'not-found' }
  | { kind: 'refused'; problems: string[] };

/** Gives a partnership another name, other colours or another logo; what is left out stays. */
export async function changeLook(
  { database }: Pick<Records, 'database'>,
  given: {
    partnershipId: string;
    name?: string | undefined;
    band?: string | undefined;
    button?: string | undefined;
    logo?: Uint8Array | undefined;
  },
): Promise<LookChanged> {
  const { partnershipId: id, name, band, button, logo } = given;
  const known = await database.partnership.findUnique({ where: { id }, select: { look: true } });
  if (!known) return { kind: 'not-found' };
  const before = lookOf(known.look);
  const look = { band: band ?? before.band, button: button ?? before.button };
  const read = lookSchema.safeParse(look);
  const problems = [
    ...(read.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []),
    ...(logo ? logoProblems(logo) : []),
    ...(name?.trim() === '' ? ['name: it has to have one'] : []),
  ];
  if (!read.success || problems.length > 0) return { kind: 'refused', problems };
  await database.partnership.update({
    where: { id },
    data: {
      look: read.data,
      ...(name ? { name: name.trim() } : {}),
      ...(logo ? { logo: new Uint8Array(logo) } : {}),
    },
  });
  return { kind: 'changed', look: read.data };
}

const logoAtMost = 100 * 1024;

/** Of a file that begins as a PNG or an SVG; null of any other. */
export function logoType(logo: Uint8Array): 'image/png' | 'image/svg+xml' | null {
  const start = Buffer.from(logo.subarray(0, 512));
  if (start.subarray(1, 4).toString('latin1') === 'PNG') return 'image/png';
  return /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?<svg[\s>]/.test(start.toString('utf8'))
    ? 'image/svg+xml'
    : null;
}

function logoProblems(logo: Uint8Array): string[] {
  return [
    ...(logoType(logo) ? [] : ['logo: it has to be a PNG or an SVG']),
    ...(logo.length > logoAtMost ? ['logo: it may have 100 KB at most'] : []),
  ];
}
