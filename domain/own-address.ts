/** Whether an address belongs to one of an agency's own mail domains; subdomains have to be listed. */
export function isOwnAddress(email: string, mailDomains: readonly string[]): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return mailDomains.some((own) => own.toLowerCase() === domain);
}
