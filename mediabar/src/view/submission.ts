/**
 * The handler of a form: for the `submit` of the form and the `click` of each of its submit buttons.
 *
 * Enter in a field clicks the first submit button, so the click covers both. It also works in a frame whose `sandbox`
 * lacks `allow-forms`, where browsers block the submission before `submit`. A handled click causes no `submit`; that
 * event comes from scripts only, such as those of password managers.
 *
 * @param act - receives the form, whose fields are valid, and the `value` of the button
 */
export const submission = (act: (form: HTMLFormElement, value: string) => void) => (event: Event) => {
  event.preventDefault();
  const isClick = event.type === 'click';
  const button = isClick ? event.currentTarget : (event as SubmitEvent).submitter;
  const form = (isClick ? (button as HTMLButtonElement).form : event.currentTarget) as HTMLFormElement;
  if (!isClick || form.reportValidity()) act(form, (button as HTMLButtonElement | null)?.value ?? '');
};

/** A field of the form, by name. */
export const fieldOf = (form: HTMLFormElement, name: string): HTMLInputElement =>
  form.elements.namedItem(name) as HTMLInputElement;
