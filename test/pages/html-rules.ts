import { HtmlValidate, StaticConfigLoader } from 'html-validate';

/** What every page's markup is held to; each rule that is off or eased says why. */
const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    elements: ['html5'],
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      // Nobody reads what a template leaves at the end of a line.
      'no-trailing-whitespace': 'off',
      // A search engine's limit: ours name the partnership at the end and are behind a sign-in.
      'long-title': 'off',
      // Our stylesheet keeps telephone numbers on one line.
      'tel-non-breaking': 'off',
      // A table that is shown as blocks on a phone is no table to a screen reader without its roles.
      'no-redundant-role': 'off',
      // The design system's links that look like buttons, and tables that scroll in a named region.
      'prefer-native-element': ['error', { exclude: ['button', 'region'] }],
      // Boxes of which several can be ticked share a name, as forms have always sent them.
      'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
      // A dot stands between the section and the question that a field is for.
      'valid-id': ['error', { relaxed: true }],
    },
  }),
);

/** "no-dup-id: Duplicate ID "x" at #main > div" for all that is wrong with a page's markup. */
export async function markupProblems(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector, line }) => {
      return `${ruleId}: ${message} at ${selector ?? `line ${line}`}`;
    }),
  );
}
