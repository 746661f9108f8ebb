import type { FastifyRequest } from 'fastify';
import type { PlaceKind } from '../../domain/directory-roles.ts';
import type { PlaceRef } from '../../records/directory/directory-place.ts';

export const directoryRoot = '/console/directory';

const folders: Record<PlaceKind, string> = {
  agency: 'agencies',
  body: 'groups',
  office: 'business-unit',
};

/** Where a place stands: "/console/directory/agencies/police". */
export function placePath({ kind, key }: PlaceRef): string {
  const base = `${directoryRoot}/${folders[kind]}`;
  return kind === 'office' ? base : `${base}/${encodeURIComponent(key)}`;
}

/** The route of a kind of place, with its key where it has one. */
export function placeRoute(kind: PlaceKind): string {
  const base = `${directoryRoot}/${folders[kind]}`;
  return kind === 'office' ? base : `${base}/:key`;
}

/** The place that an address of this kind names. */
export function placeIn(kind: PlaceKind, request: FastifyRequest): PlaceRef {
  const { key = '' } = request.params as { key?: string };
  return { kind, key: kind === 'office' ? '' : key };
}
