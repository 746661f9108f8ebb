import type { FastifyInstance } from 'fastify';
import type { Look } from '../domain/look.ts';
import { logoType, partnershipLook } from '../records/directory/partnership-look.ts';
import type { ApiDependencies } from './dependencies.ts';

/** A partnership's colours and logo, for its pages. */
export function registerLook(
  app: FastifyInstance,
  { records }: Pick<ApiDependencies, 'records'>,
): void {
  app.get<{ Params: { partnership: string } }>(
    '/assets/look/:partnership/colours.css',
    async (request, reply) => {
      const { partnership } = request.params;
      const found = await partnershipLook(records, partnership);
      const logo = found?.logo ? `/assets/look/${encodeURIComponent(partnership)}/logo` : null;
      return reply
        .type('text/css')
        .header('cache-control', 'public, max-age=300')
        .send(found ? colours(found.look, logo) : '');
    },
  );
  app.get<{ Params: { partnership: string } }>(
    '/assets/look/:partnership/logo',
    async (request, reply) => {
      const found = await partnershipLook(records, request.params.partnership);
      const type = found?.logo && logoType(found.logo);
      if (!found?.logo || !type) return reply.callNotFound();
      // An SVG opened by itself is a page: it may do nothing.
      return reply
        .type(type)
        .header('cache-control', 'public, max-age=300')
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
        .send(Buffer.from(found.logo));
    },
  );
}

function colours({ band, button }: Look, logo: string | null): string {
  const plain = '.govuk-button:not(.govuk-button--secondary,.govuk-button--warning)';
  const shown = logo
    ? `.deepdive-header .govuk-generic-header__homepage-link::before{content:"";display:inline-block;width:2.4em;height:1.6em;margin-right:.5em;vertical-align:middle;background:url("${logo}") left center/contain no-repeat}`
    : '';
  return `.deepdive-header{background:${band}}.govuk-footer{border-top-color:${band}}
${plain},${plain}:hover,${plain}:link,${plain}:visited{background-color:${button}}${plain}:hover{filter:brightness(.85)}
${plain}:focus:not(:active):not(:hover){background-color:#ffdd00;color:#0b0c0c}
${shown}
`;
}
