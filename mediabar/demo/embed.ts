/**
 * The full-page bar for an iframe, or a tab of its own: `embed.html?locale=de&theme=dark&seat=2&ring&accept-key=F9`.
 *
 * The address of the bus is not taken from the query: whoever made the link could then choose where passwords go. The page
 * sends no message to its parent and hears none; a host that wants to talk with the bar puts the element into its own page.
 */
import { MediaBar } from '#media-bar';

const bar = document.querySelector('media-bar');
const query = new URLSearchParams(location.search);
const theme = query.get('theme');

if (bar instanceof MediaBar) {
  bar.locale = query.get('locale');
  bar.seat = query.get('seat');
  for (const name of ['ring', 'accept-key']) if (query.has(name)) bar.setAttribute(name, query.get(name)!);
  // In a row of tabs, or on a task bar, this is all that can be seen of it.
  const { title } = document;
  bar.addEventListener('media-bar-ringing', ({ detail: { count } }) => {
    document.title = count ? `(${count}) ${title}` : title;
  });
}
// The bar follows the page, and the page fills the frame.
if (theme === 'light' || theme === 'dark') document.documentElement.style.colorScheme = theme;
