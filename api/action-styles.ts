/** Actions, on the pages of agencies, of groups and of the business unit. */
export const actionStyles = `
.deepdive-action{border-top:1px solid #b1b4b6;padding-top:20px;margin-bottom:25px}
.deepdive-action .govuk-inset-text{margin-top:15px;margin-bottom:15px}
.deepdive-action .deepdive-actions{margin-top:15px}
.deepdive-plan{min-width:900px;table-layout:fixed}
.deepdive-plan th:nth-child(1){width:29%}
.deepdive-plan th:nth-child(2){width:15%}
.deepdive-plan th:nth-child(3){width:16%}
.deepdive-plan th:nth-child(4){width:12%}
.deepdive-plan p{font-size:16px}
@media (max-width:700px){
.deepdive-plan{min-width:0}
.deepdive-plan th:nth-child(1){width:auto}
}
`;
