import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { concernKinds, longestConcern, type TypedConcern } from '../domain/raised-concern.ts';
import { timeAt } from '../domain/typed-time.ts';
import type { UrgentConcernSettings } from '../domain/urgent-concern.ts';
import { type ConcernForm, concernChoices } from '../records/concerns/concern-choices.ts';
import type { Reporter } from '../records/concerns/raise-concern.ts';
import type { Records } from '../records/store/transaction.ts';
import { formOf } from './forms.ts';

const text = z.string().default('');

/** A form for a new concern; its key makes two clicks one concern. */
export interface ShownConcern {
  raiseKey: string;
  typed: TypedConcern;
}

export function emptyConcern(now: Date, zone: string): ShownConcern {
  const typed = {
    agency: '',
    about: '',
    kind: '',
    text: '',
    route: '',
    manager: '',
    withhold: '',
    phoned: '',
    phonedTime: timeAt(now, zone),
    from: '',
  };
  return { raiseKey: randomUUID(), typed };
}

export function readConcern(request: FastifyRequest): ShownConcern {
  const { raiseKey, ...fields } = formOf(request, {
    raiseKey: z.string().max(100),
    agency: text,
    about: text,
    kind: text,
    text,
    route: text,
    manager: text,
    withhold: text,
    phoned: text,
    phonedTime: text,
    from: text,
  });
  return { raiseKey, typed: { ...fields, text: fields.text.replace(/\r\n?/g, '\n') } };
}

/** What the form shows besides what was typed. */
export async function concernFormFacts(records: Records, reporter: Reporter) {
  const choices = await concernChoices(records, reporter);
  return {
    kinds: concernKinds,
    agencies: choices.agencies,
    abouts: aboutOptions(choices),
    aboutChildren: choices.cases.length > 0 || choices.audits.some((each) => each.aboutChildren),
    managers: choices.managers,
    longestConcern,
  };
}

function aboutOptions({ cases, audits }: ConcernForm): { value: string; text: string }[] {
  return [
    ...cases.map(({ id, number, audit }) => ({
      value: `case:${id}`,
      text: `C${number} in audit ${audit}`,
    })),
    ...audits.map(({ id, number, aboutChildren }) => ({
      value: `audit:${id}`,
      text: aboutChildren ? `Audit ${number}, no particular child` : `Audit ${number}`,
    })),
  ];
}

/** What stands first on every page about a concern. */
export function notReferralFacts(settings: UrgentConcernSettings) {
  const { emergency, frontDoor, outOfHours, instruction } = settings;
  const numbers = [emergency, frontDoor, outOfHours].flatMap((each) =>
    each ? [{ ...each, href: `tel:${each.phone.replace(/ /g, '')}` }] : [],
  );
  return { numbers, instruction: instruction ?? '' };
}
