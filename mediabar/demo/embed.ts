/**
 * The full-page bar for a frame or a tab of its own: `embed.html?locale=de&theme=dark&seat=2&ring&accept-key=F9`.
 *
 * The address of the bus is not taken from the query, because the author of a link could then choose where passwords
 * are sent. The page neither sends messages to its parent nor receives any; a host that needs to communicate with the
 * bar puts the element into its own page.
 */
import { MediaBar } from '#media-bar';

const bar = document.querySelector('media-bar');
const query = new URLSearchParams(location.search);
const theme = query.get('theme');

if (bar instanceof MediaBar) {
  bar.locale = query.get('locale');
  bar.seat = query.get('seat');
  for (const name of ['ring', 'accept-key']) if (query.has(name)) bar.setAttribute(name, query.get(name)!);
  // The title is all that is visible in a row of tabs or on a task bar.
  const { title } = document;
  bar.addEventListener('media-bar-ringing', ({ detail: { count } }) => {
    document.title = count ? `(${count}) ${title}` : title;
  });
}
// The bar follows the page, and the page fills the frame.
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
