/** The report on a page: its parts, and what stands beside each of them. */
export const reportStyles = `
.deepdive-report{max-width:44em;margin-bottom:30px}
.deepdive-report .govuk-table{margin-bottom:15px}
.deepdive-part .govuk-list{margin-bottom:10px}
.deepdive-part.is-changed{border-left:4px solid #b58840;padding-left:15px;margin-bottom:15px}
.deepdive-part .govuk-tag{margin-bottom:5px}
.govuk-details.deepdive-remark{margin-bottom:20px;font-size:16px}
.deepdive-console .deepdive-report form,.deepdive-console form .deepdive-report{max-width:660px}
`;
