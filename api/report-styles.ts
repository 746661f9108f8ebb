/** The report on a page: its parts, and what stands beside each of them. */
export const reportStyles = `
.deepdive-report{max-width:44em;margin-bottom:30px}
.deepdive-report .govuk-table{margin-bottom:15px;font-size:16px}
.deepdive-part .govuk-list{margin-bottom:10px}
.deepdive-part.is-changed{border-left:4px solid #b58840;padding-left:15px;margin-bottom:15px}
.deepdive-part .govuk-tag{margin-bottom:5px}
.deepdive-bars{margin:0 0 15px}
.deepdive-bars figcaption{margin-bottom:10px}
.deepdive-bar{margin-bottom:10px;line-height:1.3}
.deepdive-bar svg{display:block;margin-top:2px}
.deepdive-legend{list-style:none;padding:0;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:4px 20px}
.deepdive-hits{border-left:4px solid #b58840;padding-left:12px;margin:-10px 0 20px}
.deepdive-hits:empty{display:none}
.deepdive-quotable{border-top:1px solid #b1b4b6;padding:12px 0;max-width:44em}
.govuk-details.deepdive-remark{margin-bottom:20px;font-size:16px}
.deepdive-console .deepdive-report form,.deepdive-console form .deepdive-report{max-width:660px}
`;
