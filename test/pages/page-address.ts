import { linksOf } from '../support/forms.ts';
import type { Standing } from './page-stage.ts';

/** What is seen of a stage so far by whom. */
export type Seen = Map<string, { url: string; html: string }[]>;

/** "/returns/:tool(1)/check?x" → "/returns/:tool/check" */
export function routeOf(address: string): string {
  return address.replace(/\([^)]*\)/g, '').replace(/\?.*/, '');
}

/**
 * The address of a page as it is written in page-states.ts, with its values: what stands in brackets
 * says which (the step of an ask, the number of a tool's child, or the value itself); where nothing
 * stands there, the first link of that kind on the pages that this person has been shown so far. An
 * address that ends in "?" is such a link with its query.
 */
export async function addressOf(
  address: string,
  given: { stands: Standing; who: string; seen: Seen },
): Promise<string> {
  const { stands, who, seen } = given;
  const parts = await Promise.all(
    address.split('/').map(async (part) => {
      const [, name = '', hint, rest = ''] = /^:(\w+)(?:\(([^)]*)\))?(.*)$/.exec(part) ?? [];
      if (name === '') return part;
      const value = await parameterOf(stands, { who, name, hint });
      return value === undefined ? `:${name}${rest}` : `${value}${rest}`;
    }),
  );
  const whole = parts.join('/');
  if (!whole.includes('/:') && !whole.endsWith('?')) return whole;
  const [route = ''] = whole.split('?');
  const links = (seen.get(who) ?? []).flatMap(({ url, html }) => [url, ...linksOf(html)]);
  const asked = (link: string) => !whole.endsWith('?') || link.includes('?');
  const found = links.find((link) => fits(route, link) && asked(link));
  if (found) return found;
  const beside = links.map((link) => sibling(whole, link)).find((each) => each !== undefined);
  if (!beside) throw new Error(`${who} has been shown no link to ${whole}`);
  return beside;
}

/** The address of a page beside one that is known: of the same audit being set up, say. */
function sibling(whole: string, link: string): string | undefined {
  const own = whole.split('/');
  const last = own.findLastIndex((part) => part.startsWith(':')) + 1;
  const parts = link.replace(/[?#].*/, '').split('/');
  if (!fits(own.slice(0, last).join('/'), parts.slice(0, last).join('/'))) return undefined;
  return [...parts.slice(0, last), ...own.slice(last)].join('/');
}

/** Whether an address is one of a route's. */
export function fits(route: string, address: string): boolean {
  const own = route.split('/');
  const parts = address.replace(/[?#].*/, '').split('/');
  const open = (part: string, place: number) => part.startsWith(':') || part === parts[place];
  return own.length === parts.length && own.every(open);
}

async function parameterOf(
  stands: Standing,
  given: { who: string; name: string; hint: string | undefined },
): Promise<string | undefined> {
  const { who, name, hint } = given;
  const { audit, named } = stands;
  if (name === 'ask' && hint) return named[hint] ?? askOf(stands, who, hint);
  if (['tool', 'return', 'id'].includes(name) && hint) return toolOf(stands, who, hint);
  if (name === 'contact' && hint) return stands.idOf(hint);
  if (hint !== undefined) return named[hint] ?? hint;
  if (name === 'number') return audit.number;
  if (name === 'audit') return audit.id;
  return named[name];
}

/** The newest thing of a kind that somebody is asked for, by its step; "update 2" for a round. */
async function askOf(stands: Standing, who: string, hint: string): Promise<string> {
  const [step = '', round] = hint.split(' ');
  const ask = await stands.test.records.database.ask.findFirst({
    where: {
      step,
      contactId: stands.idOf(who),
      ...(round ? { round: Number(round) } : {}),
    },
    orderBy: { askedAt: 'desc' },
  });
  if (!ask) throw new Error(`${who} is not asked for ${hint}`);
  return ask.id;
}

/** A person's own tool for a child ("1"), or an agency's ("police 1"). */
async function toolOf(stands: Standing, who: string, hint: string): Promise<string | undefined> {
  const { database } = stands.test.records;
  const [, agency, number] = /^(?:([a-z-]+) )?(\d+)$/.exec(hint) ?? [];
  if (number === undefined) return stands.named[hint] ?? hint;
  const contactId = stands.idOf(who);
  const row = await database.return.findFirst({
    where: {
      auditId: stands.audit.id,
      case: { number: Number(number) },
      ...(agency
        ? { request: { agency: { key: agency } } }
        : { OR: [{ assigneeId: contactId }, { request: { responsibleId: contactId } }] }),
    },
    orderBy: { id: 'asc' },
  });
  if (!row) throw new Error(`there is no tool ${hint} for ${who}`);
  return row.id;
}
