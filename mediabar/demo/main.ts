import '#media-bar';
import { Crm } from './crm.ts';
import { SwitchPanel } from './switch-panel.ts';

// The page around the bar: a CRM that listens to its events, and the panel of the simulated switch.
const bar = document.querySelector('media-bar')!;
new Crm(bar);
await new SwitchPanel(bar).start();
