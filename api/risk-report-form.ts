import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { TypedRiskReport } from '../domain/risk-report.ts';
import { formOf } from './forms.ts';

/** A form for a new report by exception; its key makes two clicks one report. */
export interface ShownRiskReport {
  raiseKey: string;
  typed: TypedRiskReport;
}

export function emptyRiskReport(agency = ''): ShownRiskReport {
  return { raiseKey: randomUUID(), typed: { agency, text: '', from: '' } };
}

export function readRiskReport(request: FastifyRequest): ShownRiskReport {
  const line = z.string().max(500).default('');
  const text = z.string().max(200_000).default('');
  const { raiseKey, agency, from, ...rest } = formOf(request, {
    raiseKey: z.string().max(100),
    agency: line,
    from: line,
    text,
  });
  return { raiseKey, typed: { agency, from, text: rest.text } };
}
