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
.deepdive-plan,.deepdive-plan tbody,.deepdive-plan tr,.deepdive-plan tbody th,.deepdive-plan td{display:block}
.deepdive-plan thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.deepdive-plan tr{border-bottom:1px solid #b1b4b6;padding-bottom:10px}
.deepdive-plan tbody th,.deepdive-plan td{border:0}
.deepdive-plan th:nth-child(1){width:auto}
.deepdive-plan td::before{content:attr(data-label) ': ';color:#505a5f}
}
`;
