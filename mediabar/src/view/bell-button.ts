import { nothing } from 'lit';
import { messages } from '../locales/messages.ts';
import { button } from './button.ts';
import type { View } from './view.ts';

/** Switches the bell on and off. Its hint says why it is silent. */
export function bellButton({ bell }: View) {
  if (!bell) return nothing;
  const { isOn } = bell;
  const hint =
    isOn && bell.isSilent ? messages.ringSilent() : isOn && bell.isRefused ? messages.ringRefused() : undefined;
  return button({
    label: messages.ring(),
    icon: isOn && !bell.isSilent ? 'bell' : 'bellOff',
    iconOnly: true,
    kind: 'toggle',
    part: 'ring',
    pressed: isOn,
    hint,
    onClick: () => bell.toggle(),
  });
}
