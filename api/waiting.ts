import { setTimeout as pause } from 'node:timers/promises';
import type { ApiDependencies } from './dependencies.ts';

const longestMs = 3_000;

/**
 * The post as pages use it: somebody waits for the answer, so a slow mail server does not hold it up
 * and a broken one does not spoil it. What has not left is queued and is sent by the worker.
 */
export function patientPost({
  post,
  log,
}: Pick<ApiDependencies, 'post' | 'log'>): ApiDependencies['post'] {
  return {
    async send(keys, now) {
      const sending = post.send(keys, now).catch((error: Error) => {
        log.error({ error: error.name }, 'letters left to the worker');
      });
      await Promise.race([sending, pause(longestMs, undefined, { ref: false })]);
    },
  };
}
