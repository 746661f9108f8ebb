// Tells while a text is written what in it may identify somebody, below each box of a form with
// data-identifiers: the address that looks for it. Without this script the page of the check tells.

const pauseMs = 1200;

for (const form of document.querySelectorAll('form[data-identifiers]')) {
  for (const box of form.querySelectorAll('textarea')) watch(form, box);
}

function watch(form, box) {
  const told = document.createElement('div');
  told.className = 'govuk-body deepdive-hits';
  told.setAttribute('role', 'status');
  box.closest('.govuk-form-group').after(told);
  let timer = 0;
  let asked = 0;
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, pauseMs);
  });
  if (box.value.trim() !== '' && form.dataset.identifiersNow !== undefined) look();

  async function look() {
    asked += 1;
    const own = asked;
    const hits = box.value.trim() === '' ? [] : await hitsIn(form, box.value);
    // More was typed while this was on its way; or there is no answer, and the check tells later.
    if (own !== asked || !hits) return;
    told.replaceChildren(...hits.flatMap(({ text, why }) => line(text, why)));
  }
}

async function hitsIn(form, text) {
  const body = new URLSearchParams({ text, _csrf: form.elements._csrf.value });
  try {
    const answer = await fetch(form.dataset.identifiers, { method: 'POST', body });
    return answer.ok ? (await answer.json()).hits : null;
  } catch {
    return null;
  }
}

function line(text, why) {
  const found = document.createElement('strong');
  found.textContent = `\u201c${text}\u201d`;
  const row = document.createElement('div');
  row.append(found, ` ${why}`);
  return [row];
}
