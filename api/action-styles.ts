/** Actions, on the pages of agencies, of groups and of the business unit. */
export const actionStyles = `
.deepdive-action{border-top:1px solid #b1b4b6;padding-top:20px;margin-bottom:25px}
.deepdive-action .govuk-inset-text{margin-top:15px;margin-bottom:15px}
.deepdive-plan th[scope=row]{width:42%}
.deepdive-plan td{min-width:110px}
.deepdive-plan .govuk-tag{white-space:nowrap}
`;
