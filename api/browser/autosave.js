// Saves a form as it is typed, for a form with data-autosave: the address that takes it. What is typed
// stays in the page alone until it is saved: nothing is put into the browser's storage, where the
// next person at the computer would find it. Without this script the form's own buttons save.

const pauseMs = 2000;
const triesMs = [5000, 10_000, 30_000];

const form = document.querySelector('form[data-autosave]');
if (form) watch(form);

function watch(form) {
  const told = document.getElementById('autosave');
  let saved = textOf(form);
  let saving = null;
  let timer = 0;
  let failures = 0;
  let given = true;

  form.addEventListener('input', () => later(pauseMs));
  window.addEventListener('pageshow', () => {
    given = true;
  });
  window.addEventListener('online', () => later(0));
  window.addEventListener('focus', () => failures > 0 && later(0));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') later(0);
  });
  window.addEventListener('beforeunload', (event) => {
    if (given && textOf(form) !== saved) event.preventDefault();
  });
  form.addEventListener('submit', (event) => {
    clearTimeout(timer);
    given = false;
    if (!saving) return;
    // What is on its way changes the revision that the form names.
    event.preventDefault();
    saving.finally(() => form.requestSubmit(event.submitter));
  });

  function later(ms) {
    clearTimeout(timer);
    if (given) timer = setTimeout(save, ms);
  }

  async function save() {
    const text = textOf(form);
    if (saving || text === saved) return;
    saving = send(form, text);
    const outcome = await saving;
    saving = null;
    if (outcome.revision !== undefined) {
      saved = text;
      failures = 0;
      form.elements.revision.value = outcome.revision;
      say(outcome.told);
      // More may have been typed meanwhile.
      return later(pauseMs);
    }
    say(outcome.told);
    if (outcome.final) return;
    later(triesMs[Math.min(failures, triesMs.length - 1)]);
    failures += 1;
  }

  function say(text) {
    if (told.textContent !== text) told.textContent = text;
  }
}

/** Everything typed, but for the revision and the token, which are not the reader's. */
function textOf(form) {
  const fields = new FormData(form);
  fields.delete('revision');
  fields.delete('_csrf');
  return new URLSearchParams(fields).toString();
}

const offline =
  'Not saved yet: there is no connection. What you typed stays on this page and is saved when there is one.';
const signedOut =
  'Not saved yet: you have been signed out. Leave this page open, open the link in your newest email in another tab and enter the code. Then this is saved.';
const atFault =
  'Not saved yet: something went wrong. What you typed stays on this page and is tried again.';

async function send(form, text) {
  const { revision, _csrf } = form.elements;
  const body = new URLSearchParams(text);
  body.set('revision', revision.value);
  body.set('_csrf', _csrf.value);
  try {
    const options = { method: 'POST', body, keepalive: body.toString().length < 60_000 };
    const answer = await fetch(form.dataset.autosave, options);
    if (answer.status === 401) return { told: signedOut };
    if (answer.status === 403) return { told: atFault, ...(await renewed(_csrf)) };
    if (answer.ok || answer.status === 409 || answer.status === 422) return await answer.json();
    return { told: atFault };
  } catch {
    return { told: offline };
  }
}

/** Another tab may have changed what the form's token belongs to. */
async function renewed(token) {
  const page = await fetch(window.location.href);
  const fresh = /name="_csrf" value="([^"]+)"/.exec(await page.text());
  if (fresh) token.value = fresh[1];
}
