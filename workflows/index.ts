// The one barrel: what the worker bundles.
export { audit } from './audit.ts';
export { plannedAudit } from './planned-audit.ts';
export { quarterlyStatus } from './quarterly-status.ts';
export { request } from './request.ts';
export { riskReport } from './risk-report.ts';
export { urgentConcern } from './urgent-concern.ts';
