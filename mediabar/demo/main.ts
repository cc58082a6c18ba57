import '#media-bar';
import { Crm } from './crm.ts';
import { SwitchPanel } from './switch-panel.ts';

// The page around the bar: a CRM that listens to what the bar tells, and beside it the other side of the telephone.
const bar = document.querySelector('media-bar')!;
new Crm(bar);
await new SwitchPanel(bar).start();
