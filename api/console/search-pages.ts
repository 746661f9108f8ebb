import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actionStateWords } from '../../domain/action-update.ts';
import { search, shownAtMost } from '../../records/overview/search.ts';
import { type Access, staffIn } from '../access.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { consolePage } from './console-page.ts';
import { directoryRoot, placePath } from './directory-place.ts';

const auditStates: Record<string, string> = {
  open: 'Under way',
  paused: 'Paused',
  cancelled: 'Cancelled',
  closed: 'Closed',
};

const leftTags: Partial<Record<string, string>> = { replaced: 'Replaced', withdrawn: 'Withdrawn' };

/** Finds an audit, a child by its number, an agency, a person or an action; what was typed is never logged. */
export function searchPages(app: FastifyInstance, { records }: ApiDependencies, access: Access) {
  const route = { preHandler: access.requireStaff, config: { query: ['q'] } };
  app.get('/console/search', route, async (request: FastifyRequest, reply) => {
    const { q: asked } = request.query as { q?: string | string[] };
    const q = [asked ?? ''].flat()[0]?.slice(0, 200) ?? '';
    const title = q.trim() ? 'Search results' : 'Search';
    if (!q.trim()) return consolePage(request, reply, 'search', { title, q: '', groups: [] });
    const { partnershipId } = staffIn(request);
    const found = await search(records, { partnershipId, q });
    const groups = groupsOf(found).filter(({ rows }) => rows.length > 0);
    return consolePage(request, reply, 'search', { title, q, groups, shownAtMost });
  });
}

interface Group {
  title: string;
  more: boolean;
  rows: { href: string; name: string; about: string; tag?: string }[];
}

function groupsOf(found: Awaited<ReturnType<typeof search>>): Group[] {
  const { audits, cases, places, people, actions } = found;
  return [
    {
      title: 'Audits',
      more: audits.more,
      rows: audits.rows.map(({ number, focus, state }) => ({
        href: `/console/audits/${number}`,
        name: `Audit ${number}`,
        about: focus,
        tag: auditStates[state] ?? state,
      })),
    },
    {
      title: 'Children',
      more: cases.more,
      rows: cases.rows.map(({ audit, number, reference, state, sealed }) => ({
        href: `/console/audits/${audit}#grid`,
        name: `C${number}, audit ${audit}`,
        about: reference,
        ...(sealed ? { tag: 'Sealed' } : leftTags[state] ? { tag: leftTags[state] } : {}),
      })),
    },
    {
      title: 'Agencies and groups',
      more: places.more,
      rows: places.rows.map(({ kind, key, name, of }) => ({
        href: placePath({ kind, key }),
        name,
        about: of ? `A service of ${of}` : kind === 'agency' ? 'Agency' : 'Group',
      })),
    },
    {
      title: 'People',
      more: people.more,
      rows: people.rows.map(({ id, name, agency, roles, left }) => ({
        href: `${directoryRoot}/people/${id}`,
        name,
        about: [agency, ...(left ? [] : roles)].filter(Boolean).join(' · '),
        ...(left ? { tag: 'Left' } : {}),
      })),
    },
    {
      title: 'Actions',
      more: actions.more,
      rows: actions.rows.map(({ audit, number, text, owner, state }) => ({
        href: `/console/audits/${audit}/actions`,
        name: `Action ${number}, audit ${audit}`,
        about: `${owner}: ${text}`,
        tag: actionStateWords(state),
      })),
    },
  ];
}
