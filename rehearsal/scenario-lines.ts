import { answers, universal } from './answers.ts';
import type { Act } from './asked.ts';
import type { InventedPartnership } from './partnership.ts';
import type { Line } from './play.ts';
import type { Scenario, ScenarioLine } from './scenario.ts';
import type { Delay } from './when.ts';

/** The lines of a scenario, as they are played in a partnership. */
export function linesOf(scenario: Scenario, place: InventedPartnership): Line[] {
  return scenario.people.map((line) => lineOf(line, place));
}

function lineOf(line: ScenarioLine, place: InventedPartnership): Line {
  const isWho = personTest(line.who, place);
  const aboutAgencyId = line.about === undefined ? undefined : agencyId(line.about, place);
  const raises = Object.hasOwn(universal, line.answer);
  const { children, text } = line;
  return {
    isAbout: (ask) =>
      ask.step === line.asked &&
      isWho(ask) &&
      (line.stage === undefined || ask.stageKey === line.stage) &&
      (line.round === undefined || ask.round === line.round) &&
      (line.child === undefined || ask.return?.case.number === line.child) &&
      (raises || line.about === undefined || ask.return?.request.agencyId === aboutAgencyId),
    act: actOf(line),
    onTheWay: raises || (answers[line.asked].onTheWay ?? []).includes(line.answer),
    delay: delayOf(line),
    times: line.times === 'always' ? Number.POSITIVE_INFINITY : line.times,
    more: { children, text, aboutAgencyId },
  };
}

function actOf({ asked, answer }: ScenarioLine): Act | null {
  return answers[asked].acts[answer] ?? universal[answer] ?? null;
}

function delayOf({ after, late, on, at }: ScenarioLine): Delay | undefined {
  if (!after && late === undefined && !on && !at) return undefined;
  return { ...after, lateWorkingDays: late, on, at };
}

/** Whether a contact is, or works at, what stands under "who" or "to". */
export function personTest(
  who: string,
  place: InventedPartnership,
): (of: { contactId: string; agencyId?: string | null }) => boolean {
  const people = Object.values(place.people);
  const named = people.filter(({ name }) => name === who);
  const there = people.filter(({ at }) => at === who);
  const holding = people.filter(({ at, roles }) => at === null && roles.includes(who));
  const agency = place.agencyIds[who];
  const ids = new Set([...named, ...there, ...holding].map(({ id }) => id));
  if (ids.size === 0 && !agency) {
    const known = [...place.agencies, 'officer', 'officer-deputy', 'manager'];
    throw new Error(`nobody is "${who}": use a name or one of ${known.join(', ')}`);
  }
  return ({ contactId, agencyId: asked }) =>
    ids.has(contactId) || (agency !== undefined && asked === agency);
}

function agencyId(key: string, place: InventedPartnership): string {
  const id = place.agencyIds[key];
  if (!id) throw new Error(`there is no agency "${key}": use one of ${place.agencies.join(', ')}`);
  return id;
}
