/**
 * What a form does when it is sent: for the `submit` of the form, and for the `click` of each of its submit buttons.
 *
 * The click alone would do: Enter in a field clicks the first submit button. It is what is left in a frame whose `sandbox`
 * lacks `allow-forms`, where a browser gives up a submission before it tells the page. The click that was heard is not
 * followed by a `submit`; that one comes from scripts, such as those of password managers.
 *
 * @param act - gets the form, whose fields are valid, and the `value` of the button
 */
export const submission = (act: (form: HTMLFormElement, value: string) => void) => (event: Event) => {
  event.preventDefault();
  const isClick = event.type === 'click';
  const button = isClick ? event.currentTarget : (event as SubmitEvent).submitter;
  const form = (isClick ? (button as HTMLButtonElement).form : event.currentTarget) as HTMLFormElement;
  if (!isClick || form.reportValidity()) act(form, (button as HTMLButtonElement | null)?.value ?? '');
};

/** A field of the form. */
export const fieldOf = (form: HTMLFormElement, name: string): HTMLInputElement =>
  form.elements.namedItem(name) as HTMLInputElement;
