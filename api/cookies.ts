/** Names begin with __Host-: bound to this host, whole site, HTTPS (or a machine's own address). */
export const cookieNames = {
  link: '__Host-deepdive-link',
  staff: '__Host-deepdive-staff',
  browser: '__Host-deepdive-browser',
  csrf: '__Host-deepdive-csrf',
  /** A sign-in that was begun at the sign-in service. */
  attempt: '__Host-deepdive-sign-in',
} as const;

export const cookieOptions = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
} as const;
