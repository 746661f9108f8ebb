import { withFacts } from '../../domain/applicability.ts';
import type { Tool } from '../../domain/tool.ts';
import { type ToolPlace, toolFor } from '../../domain/tools.ts';
import type { AuditContext } from '../audits/audit-context.ts';

/** How rows name the tool of a return. */
export interface ReturnPlace {
  part: string;
  case: { stratum: string };
  request: { stageKey: string; agency: { key: string } };
}

/** What has to be read of a return's row to know its tool. */
export const returnPlace = {
  part: true,
  case: { select: { stratum: true } },
  request: { select: { stageKey: true, agency: { select: { key: true } } } },
} as const;

/** The tool that a return is completed with. */
export function returnTool(context: AuditContext, row: ReturnPlace): Tool {
  const place: ToolPlace = {
    stage: row.request.stageKey,
    stratum: row.case.stratum,
    agency: row.request.agency.key,
    part: row.part,
  };
  return withFacts(toolFor(context.profile, place), context.profile.facts);
}
