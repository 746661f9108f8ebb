/** One field of a form as a page shows it. */
export interface Field {
  kind: 'text' | 'hidden' | 'choice' | 'several' | 'list' | 'file' | 'button';
  name: string;
  /** What it holds; of choices the one that is made. */
  value: string;
  /** What can be chosen. */
  offered: string[];
}

export interface Form {
  action: string;
  fields: Field[];
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** Text of a page as it is read, without its markup. */
export function plainText(html: string): string {
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (_whole, name: string) => entities[name] ?? '');
}

/**
 * The forms of a page that are posted, but for the one that signs out; a button that sends its form
 * to another address makes another form, with what stands elsewhere on the page and belongs to it.
 */
export function formsOf(html: string, url: string): Form[] {
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(
    ([whole, tag = '', body = '']) => {
      const action = attribute(tag, 'action') || url.replace(/#.*/, '');
      const posted = attribute(tag, 'method') === 'post' && !action.endsWith('/sign-out');
      return posted ? [{ id: attribute(tag, 'id'), whole, action, fields: fieldsOf(body) }] : [];
    },
  );
  const elsewhere = [...html.matchAll(/<button([^>]*\sformaction="[^>]*)>/g)].flatMap(
    ([, tag = '']): Form[] => {
      const form = forms.find(({ id }) => id !== '' && id === attribute(tag, 'form'));
      if (!form) return [];
      const fields = form.fields.filter(({ kind }) => kind !== 'button');
      const outside = html.replace(form.whole, '').match(/<textarea[\s\S]*?<\/textarea>/g) ?? [];
      const own = outside.filter((text) => attribute(text, 'form') === form.id);
      return [
        { action: attribute(tag, 'formaction'), fields: [...fields, ...fieldsOf(own.join(''))] },
      ];
    },
  );
  return [...forms.map(({ action, fields }) => ({ action, fields })), ...elsewhere];
}

/** The addresses on a page that lead on, without those of the page itself. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(/<a[^>]*\shref="([^"#]+)/g)].map(([, href = '']) => plainText(href));
}

function fieldsOf(body: string): Field[] {
  const fields = new Map<string, Field>();
  const put = (field: Field) => {
    const known = fields.get(field.name);
    const offered = [...(known?.offered ?? []), ...field.offered];
    fields.set(field.name, { ...field, value: known?.value || field.value, offered });
  };
  for (const [, tag = ''] of body.matchAll(/<input([^>]*)>/g)) {
    const name = attribute(tag, 'name');
    const value = attribute(tag, 'value');
    const kind = kinds[attribute(tag, 'type')] ?? 'text';
    if (kind === 'choice' || kind === 'several') {
      const chosen = /\schecked\b/.test(tag) ? value : '';
      put({ kind, name, value: chosen, offered: [value] });
    } else put({ kind, name, value, offered: [] });
  }
  for (const [, tag = '', text = ''] of body.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    put({ kind: 'text', name: attribute(tag, 'name'), value: plainText(text), offered: [] });
  }
  for (const [, tag = ''] of body.matchAll(/<button([^>]*)>/g)) {
    const name = attribute(tag, 'name');
    if (name) put({ kind: 'button', name, value: '', offered: [attribute(tag, 'value')] });
  }
  for (const [, tag = '', options = ''] of body.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const offered = [...options.matchAll(/<option([^>]*)>/g)].map(([, option = '']) => option);
    const chosen = offered.find((option) => /\sselected\b/.test(option)) ?? '';
    put({
      kind: 'list',
      name: attribute(tag, 'name'),
      value: attribute(chosen, 'value'),
      offered: offered.map((option) => attribute(option, 'value')),
    });
  }
  return [...fields.values()];
}

const kinds: Record<string, Field['kind']> = {
  hidden: 'hidden',
  radio: 'choice',
  checkbox: 'several',
  file: 'file',
};

function attribute(tag: string, name: string): string {
  return plainText(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}
