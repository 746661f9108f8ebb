import { type Profile, stageOfKind } from '../../domain/profile.ts';

/** The key lines of enquiry that an audit comes under, of those that its process lists (CH-1). */
export function kloesOf(profile: Profile, keys: unknown): { key: string; label: string }[] {
  const chosen = Array.isArray(keys) ? keys : [];
  const listed = stageOfKind(profile, 'choose-theme')?.kloes ?? [];
  return listed.filter(({ key }) => chosen.includes(key));
}
