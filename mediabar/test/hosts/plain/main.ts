import { MediaBar } from 'media-bar';
import { bus, germanLabel, logIn, report } from '../page.js';

const bar = document.querySelector('media-bar')!;
bar.src = bus;
bar.addEventListener('media-bar-state', ({ detail: { loggedIn, agentId } }) => {
  if (!loggedIn) return;
  void germanLabel(bar).then((label) =>
    report({ agentId, label, key: bar.acceptKey, isOfClass: bar instanceof MediaBar }),
  );
});
void logIn(bar);
