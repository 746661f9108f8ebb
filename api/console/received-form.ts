import { z } from 'zod';
import { waysReceived } from '../../domain/received.ts';
import { dayWithoutWeekday } from '../../domain/typed-degree-date.ts';

/** From whom, how and when the business unit received what it enters for somebody else. */
export const receivedFields = {
  from: z.string().max(500).default(''),
  how: z.string().max(20).default(''),
  receivedOn: z.string().max(60).default(''),
};

export interface TypedReceived {
  from: string;
  how: string;
  receivedOn: string;
}

/** What the part of the page shows that asks for it; filled in with today. */
export function receivedFacts(typed: TypedReceived | null, today: string) {
  return {
    ways: waysReceived,
    received: typed ?? { from: '', how: '', receivedOn: dayWithoutWeekday(today) },
  };
}
