/** Where `npm test` leaves the last result of every test, from the project's root. */
export const testResultsFile = '.data/test-results.json';

/** Test file → its tests; a name holds the names of the groups around it. */
export type TestResults = Record<string, { name: string; state: string }[]>;
