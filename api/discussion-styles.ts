/** Agencies side by side, on a page and on a projector. */
export const discussionStyles = `
.deepdive-desk{max-width:1500px}
.deepdive-columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:20px;margin-bottom:30px}
.deepdive-column{min-width:0;border-top:4px solid #1d4e4b;background:#f8f8f7;padding:12px 15px}
.deepdive-column>h3{margin-bottom:8px}
.deepdive-column .deepdive-said{font-size:19px;margin-bottom:0}
.deepdive-column .deepdive-said dt{font-size:16px}
.deepdive-grades{margin:0 0 12px}
.deepdive-grades p{margin:0 0 6px}
.deepdive-grade{display:inline-block;padding:2px 8px;border:2px solid #505a5f;font-weight:700}
.deepdive-grade.is-agreed{border-color:#1d4e4b;background:#1d4e4b;color:#fff}
.deepdive-apart{border-left:8px solid #b58840;padding-left:10px}
.deepdive-jump{display:flex;flex-wrap:wrap;gap:8px 20px;padding:0;margin:0 0 25px;list-style:none}
.deepdive-texts{border-top:2px solid #1d4e4b;padding-top:15px;margin-bottom:25px}
.deepdive-person{padding:14px 0;border-bottom:1px solid #b1b4b6;display:grid;grid-template-columns:minmax(220px,1.3fr) minmax(200px,1fr) minmax(220px,1.2fr);gap:5px 25px;align-items:start}
.deepdive-person .govuk-radios,.deepdive-person .govuk-checkboxes,.deepdive-person .govuk-form-group{margin-bottom:0}
@media (max-width:800px){.deepdive-person{grid-template-columns:1fr}}
@media print{.deepdive-column{break-inside:avoid;background:none}}
`;
