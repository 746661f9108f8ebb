// Asks whoever is about to leave a page on which they have typed something that no button has sent.
// Forms that save as they are typed look after themselves (autosave.js).

const forms = [...document.querySelectorAll('form[method="post"]:not([data-autosave])')].filter(
  (form) => [...form.elements].some(({ tagName }) => tagName === 'TEXTAREA'),
);
const shown = new Map(forms.map((form) => [form, wasRefused(form) ? null : textOf(form)]));
let sent = null;

document.addEventListener('submit', (event) => {
  sent = event.target;
});
window.addEventListener('pageshow', () => {
  sent = null;
});
window.addEventListener('beforeunload', (event) => {
  if (forms.some((form) => form !== sent && textOf(form) !== shown.get(form))) {
    event.preventDefault();
  }
});

/** What stands in it now was typed before, and not taken. */
function wasRefused(form) {
  return [...form.elements].some((field) => field.closest('.govuk-form-group--error'));
}

function textOf(form) {
  const fields = [...new FormData(form)].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.name,
  ]);
  return new URLSearchParams(fields).toString();
}
