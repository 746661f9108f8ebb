/** The few rules that the console's pages need besides the design system's. */
export const consoleStyles = `
.deepdive-broad .govuk-width-container{max-width:1180px}
.deepdive-console form{max-width:660px}
.deepdive-console p.govuk-body{max-width:44em}
.deepdive-nowrap{white-space:nowrap}
.deepdive-console td,.deepdive-console th{overflow-wrap:break-word}
.deepdive-console .deepdive-typed{overflow-wrap:anywhere}
.deepdive-row>.govuk-form-group{max-width:min(420px,100%);box-sizing:border-box}
.deepdive-row{display:flex;gap:20px;flex-wrap:wrap;align-items:flex-end}
.deepdive-date{margin-bottom:10px}
.deepdive-tasks{list-style:none;padding:0;margin:0 0 30px;border-top:1px solid #b1b4b6}
.deepdive-tasks>li{display:flex;gap:20px;align-items:center;justify-content:space-between;flex-wrap:wrap;padding:12px 0;border-bottom:1px solid #b1b4b6;margin:0}
.deepdive-tasks>li>p{margin:0;flex:1 1 60%}
.deepdive-tasks .govuk-button{margin:0}
.deepdive-stages{list-style:none;display:grid;grid-template-columns:repeat(auto-fill,minmax(172px,1fr));padding:0;margin:0 0 20px;border-bottom:1px solid #b1b4b6}
.deepdive-stages>li{padding:10px 12px 12px 12px;border-top:6px solid #b1b4b6;margin:0 3px 0 0}
.deepdive-stages>li.is-done{border-top-color:#00703c}
.deepdive-stages>li.is-now{border-top-color:#1d4e4b;background:#f3f2f1;font-weight:700}
.deepdive-stages small{display:block;font-size:16px;font-weight:400;line-height:1.3}
.deepdive-grid{margin-bottom:30px;position:relative}
.deepdive-grid table{margin-bottom:0}
.deepdive-grid td{min-width:92px}
@media (max-width:700px){
.deepdive-stacked,.deepdive-stacked tbody,.deepdive-stacked tr,.deepdive-stacked tbody th,.deepdive-stacked td{display:block}
.deepdive-grid td.deepdive-typed{min-width:9em}
.deepdive-stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.deepdive-stacked tr{border-bottom:1px solid #b1b4b6;padding-bottom:10px}
.deepdive-stacked caption{display:block}
.deepdive-stacked tbody th,.deepdive-stacked td{border:0;padding-left:0}
.deepdive-stacked .deepdive-nowrap{white-space:normal}
.deepdive-stacked .govuk-table__cell--numeric{text-align:left}
.deepdive-grid .deepdive-stacked .govuk-table__cell{padding-left:0}
.deepdive-stacked td[data-label]::before{content:attr(data-label) ': ';color:#505a5f}
}
.deepdive-cells th,.deepdive-cells td{padding:8px 10px 8px 0;font-size:16px;line-height:1.25;vertical-align:top}
.deepdive-grid.deepdive-cells td{min-width:76px;padding-left:10px;padding-right:4px}
.deepdive-cells tbody th a{display:block;padding:3px 0;font-weight:400}
.deepdive-cells thead th:not(:first-child){padding-left:10px}
.deepdive-cells tbody th{min-width:190px}
.deepdive-cells th:first-child{position:sticky;left:0;z-index:1;background:#fff;box-shadow:inset -1px 0 #b1b4b6}
.deepdive-tall{max-height:85vh;overflow-y:auto}
.deepdive-tall thead th{position:sticky;top:0;z-index:1;background:#fff;box-shadow:inset 0 -1px #b1b4b6}
.deepdive-tall thead th:first-child{z-index:2}
.deepdive-cell{display:block}
.deepdive-cell b{display:inline-block;min-width:1.3em}
.deepdive-cell.is-bad{color:#942514}
.deepdive-cell.is-good{color:#005a30}
.deepdive-cell.is-quiet{color:#505a5f}
.deepdive-timeline{list-style:none;padding:0 0 0 14px;margin:0 0 20px;border-left:4px solid #b1b4b6}
.deepdive-timeline>li{margin:0 0 14px;font-size:16px;line-height:1.35}
.deepdive-timeline time{color:#505a5f}
.deepdive-actions{display:flex;gap:12px;flex-wrap:wrap;margin-bottom:20px}
.deepdive-actions .govuk-button{margin-bottom:0}
.deepdive-mono{font-family:monospace;overflow-wrap:anywhere}
.deepdive-console form.deepdive-reading{max-width:none}
.deepdive-check{border-top:2px solid #1d4e4b;padding:15px 0 5px}
@media (min-width:641px){.govuk-service-navigation__item:not(:last-child){margin-right:16px}}
.deepdive-search{display:block;background:#f3f2f1;border-bottom:1px solid #b1b4b6;padding:8px 0}
.deepdive-search form>div{display:flex;gap:10px}
.deepdive-search .govuk-input{max-width:420px;height:40px}
.deepdive-search .govuk-button{margin:0;width:auto}
.deepdive-found li{margin-bottom:15px}
.deepdive-found .govuk-body-s{color:#505a5f}
.deepdive-under{display:block;font-weight:400;margin:5px 0 0}
select.deepdive-choice{max-width:100%}
.deepdive-beside{display:grid;grid-template-columns:1fr 1fr;gap:0 30px}
.deepdive-beside>div{min-width:0}
.deepdive-beside .govuk-details{margin-bottom:10px}
.deepdive-said{margin:0 0 20px;font-size:16px;line-height:1.4}
.deepdive-answer{margin:0 0 14px;overflow-wrap:anywhere}
.deepdive-asked{color:#505a5f}
.deepdive-said>.deepdive-asked{color:#0b0c0c;font-weight:700}
details.deepdive-check>summary{cursor:pointer;padding-bottom:10px}
details.deepdive-check>summary h2{display:inline}
html:has(.deepdive-decide){scroll-padding-bottom:100px}
.deepdive-exchange{border-left:4px solid #b58840;padding:0 0 0 15px;margin:0 0 20px}
.deepdive-exchange .govuk-heading-s,.deepdive-exchange .govuk-body{font-size:16px;margin-bottom:5px}
.deepdive-same{font-size:16px;font-weight:400;color:#505a5f}
.deepdive-decide{position:sticky;bottom:0;background:#fff;border-top:2px solid #1d4e4b;padding:12px 0 2px}
.deepdive-decide .govuk-button,.deepdive-decide .govuk-link{margin-bottom:10px}
@media (max-width:700px){.deepdive-cells tbody th{min-width:0;width:130px}.deepdive-grid td,.deepdive-grid th{padding:8px 8px 8px 0;font-size:16px;line-height:1.3}.deepdive-grid:not(.deepdive-cells) td{min-width:0}}
@media (max-width:700px){.deepdive-beside{grid-template-columns:1fr}.deepdive-decide{position:static}}
`;
