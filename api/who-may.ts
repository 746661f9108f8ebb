import type { StaffRole } from '../domain/staff-roles.ts';
import type { StaffMember } from '../records/access/staff-member.ts';

/**
 * How far a route is open to a role: wherever it leads (`all`), for an audit that they chair
 * (`chaired`), or where a group that they chair decides now, on a report or while an audit is planned.
 */
type Reach = 'all' | 'chaired' | 'decides-report' | 'decides-plan';
type Rule = Partial<Record<Exclude<StaffRole, 'editor'>, readonly Reach[]>>;

const all = ['all'] as const;
const everybody: Rule = { reader: all, chair: all, member: all, operator: all };
const everybodyButOperators: Rule = { reader: all, chair: all, member: all };
const whoReads: Rule = { reader: all };
const whoReadsCases: Rule = { reader: all, chair: ['chaired'] };
const theChair: Rule = { chair: ['chaired'] };
const groups: Rule = { chair: all, member: all };
const operators: Rule = { operator: all };

const audit = '/console/audits/:number';
const discussion = `${audit}/discussion`;

/**
 * Which role may use which route of the console. Editors may use all of them; a route that is not
 * listed is for editors alone.
 */
const rules: [Rule, string[]][] = [
  [everybody, ['GET /console']],
  [
    // Whoever sees that a child is at risk must be able to say so; operators see no child.
    everybodyButOperators,
    [
      'GET /console/urgent-concern',
      'POST /console/urgent-concern',
      'GET /console/urgent-concern/raised',
    ],
  ],
  [
    whoReads,
    [
      'GET /console/concerns',
      'GET /console/concerns/:concern',
      'POST /console/concerns/:concern/phoned',
      'GET /console/agency-audits',
      'GET /console/agency-audits/:report',
      'GET /console/programme',
      'GET /console/programme/:programme/:entry',
      'GET /console/checks',
      'GET /console/checks/:id',
      'GET /console/processes',
      'GET /console/processes/:name',
      'GET /console/processes/:name/:version',
      'GET /console/work-plan',
      'GET /console/directory',
      'GET /console/directory/agencies/:key',
      'GET /console/directory/groups/:key',
      'GET /console/directory/business-unit',
      'GET /console/directory/people/:contact',
      'GET /console/directory/list.csv',
      'GET /console/search',
      `GET ${audit}/selection`,
      `GET ${audit}/selection/list.txt`,
      `GET ${audit}/selection/selection.csv`,
    ],
  ],
  [
    whoReadsCases,
    [
      `GET ${audit}`,
      `GET ${audit}/answers`,
      `GET ${audit}/attendances/:attendance`,
      `GET ${audit}/involvement`,
      `GET ${audit}/returns/:return`,
      `GET ${audit}/contributions`,
      `GET ${audit}/family`,
      `GET ${audit}/deep-dives`,
      `GET ${audit}/pairs`,
      `GET ${audit}/benchmark`,
      `GET ${audit}/report`,
      `GET ${audit}/report/identifiers`,
      `GET ${audit}/report/versions/:version`,
      `GET ${audit}/report/versions/:version/file`,
      `GET ${audit}/report/versions/:version/action-plan`,
      `GET ${audit}/action-plan`,
      `GET ${audit}/actions`,
      `GET ${audit}/briefing`,
      `GET ${audit}/briefing/download`,
      `GET ${audit}/briefing/identifiers`,
      `GET ${audit}/learning`,
      `GET ${audit}/pack`,
      `GET ${discussion}`,
      `GET ${discussion}/questions`,
      `GET ${discussion}/review`,
      `GET ${discussion}/revised`,
      `GET ${discussion}/attendance`,
      `GET ${discussion}/children/:child`,
      `GET ${discussion}/children/:child/:section`,
      `GET ${discussion}/conclusions`,
      `GET ${discussion}/findings`,
      `GET ${discussion}/recommendations`,
    ],
  ],
  [{ reader: all, chair: ['chaired', 'decides-report'] }, [`GET ${audit}/approvals`]],
  [
    { reader: all, chair: ['chaired', 'decides-plan'] },
    [`GET ${audit}/planning`, `GET ${audit}/terms`],
  ],
  [
    theChair,
    [
      `POST ${discussion}/finish`,
      `POST ${discussion}/questions`,
      `POST ${discussion}/questions/:question/answer`,
      `POST ${discussion}/questions/:question/remove`,
      `POST ${discussion}/review`,
      `POST ${discussion}/review/:finding/outcome`,
      `POST ${discussion}/review/:finding/remove`,
      `POST ${discussion}/review/finish`,
      `POST ${discussion}/attendance`,
      `POST ${discussion}/attendance/add`,
      `GET ${discussion}/grades/:tool/:section/:question`,
      `POST ${discussion}/grades/:tool/:section/:question`,
      `GET ${discussion}/conclusions/:head`,
      `POST ${discussion}/conclusions/:head`,
      `POST ${discussion}/findings`,
      `GET ${discussion}/findings/:finding`,
      `POST ${discussion}/findings/:finding`,
      `POST ${discussion}/findings/:finding/remove`,
      `POST ${discussion}/recommendations`,
      `GET ${discussion}/recommendations/:recommendation`,
      `POST ${discussion}/recommendations/:recommendation`,
      `POST ${discussion}/recommendations/:recommendation/remove`,
    ],
  ],
  [{ chair: ['decides-report'] }, [`GET ${audit}/decision`, `POST ${audit}/decision`]],
  [
    { chair: ['decides-plan'] },
    [`GET ${audit}/planning/:stage/:body/decision`, `POST ${audit}/planning/:stage/:body/decision`],
  ],
  [
    groups,
    [
      'GET /console/groups',
      'GET /console/groups/:body',
      'GET /console/groups/reports/:number',
      'GET /console/groups/audits',
    ],
  ],
  [operators, ['GET /console/running', 'GET /console/running/:number']],
];

/** Every route that is open to others than editors, with the rule for it. */
export const whoMay: ReadonlyMap<string, Rule> = new Map(
  rules.flatMap(([rule, routes]) => routes.map((route) => [route, rule] as const)),
);

export interface RouteParams {
  number?: string;
  body?: string;
}

/** Whether somebody may use a route, such as `GET /console/audits/:number`, for these parts of its address. */
export function mayUse(staff: StaffMember, route: string, params: RouteParams = {}): boolean {
  if (staff.roles.includes('editor')) return true;
  const rule = whoMay.get(route);
  return staff.roles.some(
    (role) => role !== 'editor' && rule?.[role]?.some((reach) => reaches(staff, reach, params)),
  );
}

function reaches(staff: StaffMember, reach: Reach, { number = '', body }: RouteParams): boolean {
  switch (reach) {
    case 'all':
      return true;
    case 'chaired':
      return staff.chairs.includes(number);
    case 'decides-report':
      return staff.decides.some((each) => each.number === number && each.on === 'report');
    case 'decides-plan':
      return staff.decides.some(
        (each) =>
          each.number === number && each.on === 'plan' && (!body || each.groups.includes(body)),
      );
  }
}
