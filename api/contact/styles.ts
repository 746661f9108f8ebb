/**
 * Folds what belongs to an answer that is not chosen, also where no script runs; browsers that do
 * not know `:has` show all of it.
 */
export const contactStyles = `
.govuk-radios__item:has(>input:not(:checked))+.govuk-radios__conditional,
.govuk-checkboxes__item:has(>input:not(:checked))+.govuk-checkboxes__conditional{display:none}
.deepdive-words{margin-top:-25px;margin-bottom:25px}
.govuk-character-count:has(.govuk-character-count__message--disabled)+.deepdive-words{margin-top:-50px}
.govuk-task-list__status{overflow-wrap:normal;white-space:nowrap}
`;
