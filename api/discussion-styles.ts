/** Agencies side by side, on a page and on a projector. */
export const discussionStyles = `
.deepdive-desk .govuk-width-container{max-width:min(1600px,calc(100% - 60px))}
@media (max-width:700px){.deepdive-desk .govuk-width-container{max-width:none}}
.deepdive-columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px;margin-bottom:30px}
.deepdive-column{min-width:0;border-top:4px solid #1d4e4b;background:#f8f8f7;padding:12px 15px}
.deepdive-column>.govuk-heading-s{margin-bottom:8px}
.deepdive-column dl{margin:0;font-size:19px;line-height:1.4}
.deepdive-column dt{color:#505a5f;font-size:16px}
.deepdive-column dd{margin:0 0 14px}
.deepdive-column .govuk-body-s{margin:0 0 6px}
.deepdive-family{border-top-color:#b58840}
.deepdive-family .deepdive-literal{font-size:19px}
.deepdive-grades{margin:0 0 12px}
.deepdive-grade{display:inline-block;padding:1px 8px;border:2px solid #505a5f;font-weight:700}
.deepdive-grade.is-agreed{border-color:#1d4e4b;background:#1d4e4b;color:#fff}
.deepdive-apart{border-left:8px solid #b58840;padding-left:10px}
.deepdive-jump{display:flex;flex-wrap:wrap;gap:8px 20px;padding:0;margin:0 0 25px;list-style:none}
.deepdive-jump [aria-current]{font-weight:700}
.deepdive-gaps{list-style:none;margin:0 0 30px;padding:0;max-width:1100px}
.deepdive-gaps>li{margin:0;padding:10px 0;border-bottom:1px solid #b1b4b6}
.deepdive-gaps>li ul{margin-top:6px;padding-left:20px}
.deepdive-texts{border-top:2px solid #1d4e4b;padding-top:15px;margin-bottom:25px}
.deepdive-question{max-width:800px;margin-bottom:20px;padding-left:12px;border-left:4px solid #1d4e4b}
.deepdive-slot{display:flex;flex-wrap:wrap;gap:0 30px;margin-bottom:10px}
.deepdive-slot legend{float:left;width:45px;margin:30px 0 0}
.deepdive-slot .govuk-form-group{margin-bottom:10px}
@media (max-width:640px){.deepdive-slot{gap:0 15px}.deepdive-slot legend{width:100%;margin:0}}
.deepdive-person{padding:14px 0;border-bottom:1px solid #b1b4b6;display:grid;grid-template-columns:minmax(220px,1.3fr) minmax(220px,.9fr) minmax(300px,1.4fr);gap:5px 25px;align-items:start}
.deepdive-person .govuk-form-group{margin-bottom:0}
.deepdive-person .govuk-hint{margin-bottom:0}
@media (max-width:800px){.deepdive-person{grid-template-columns:1fr}}
@media print{.deepdive-column{break-inside:avoid;background:none}}
`;
