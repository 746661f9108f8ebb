export const usualQueries = 8;
export const moreQueries: Record<string, number> = {};
