import { describe, expect, it } from 'vitest';
import type { Channel } from '../src/bus/wire.ts';
import type { Notice } from '../src/state/model.ts';
import { kit } from '../src/view/kit.ts';
import { failureText } from '../src/view/labels.ts';
import { lazilyLoaded } from '../src/view/screen-content.ts';
import type { View } from '../src/view/view.ts';
import { chat, phone, twoPlatforms } from './support/samples.ts';
import { htmlOf, textOf } from './support/template-text.ts';

const { results } = lazilyLoaded(kit);
const noticeOf = (data: Record<string, unknown>): Notice => ({
  failure: { name: 'SwitchLogoutFailure', code: 1005, message: '', data },
  channels: (data['channels'] ?? []) as Notice['channels'],
  channelId: data['channelId'] as string | undefined,
});
const shown = (channels: readonly Channel[], data: Record<string, unknown>) =>
  results({ state: { session: { channels } } } as unknown as View, noticeOf(data));

describe('The result of a logout that stopped half-way', () => {
  const channels = twoPlatforms.channels.map(({ id }) => ({
    channelId: id,
    notReady: id !== 'email',
    deactivated: id === 'chat',
  }));

  it('is shown by platform and channel: where the agent is logged off, and where not', () => {
    const platforms = [
      { platform: 'phone', loggedOff: 'Yes' },
      { platform: 'text', loggedOff: 'No' },
    ];
    const found = shown(twoPlatforms.channels, { platform: 'text', platforms, channels });
    expect(textOf(found)).toBe(
      'phone: you are logged off there Telephony: now Not Ready ' +
        'text: you are still logged on there, stopped here Chat: now Not Ready, now deactivated Email: unchanged',
    );
    expect(htmlOf(found)).toContain('data-platform-result="text" data-logged-off="No"');
  });

  it('stopped at a channel, or went on without a platform', () => {
    const platforms = [
      { platform: 'phone', loggedOff: 'LeftBehind' },
      { platform: 'text', loggedOff: 'No' },
    ];
    const found = shown(twoPlatforms.channels, { platform: 'text', channelId: 'email', platforms, channels });
    expect(textOf(found)).toBe(
      'phone: you will be logged off there as soon as possible Telephony: now Not Ready ' +
        'text: you are still logged on there Chat: now Not Ready, now deactivated Email: stopped here',
    );
  });

  it('begins with the name of the platform', () => {
    const { failure } = noticeOf({ platform: 'text', channels });
    expect(failureText(failure, null)).toBe('text: The switch did not log you off. You are still logged in.');
    expect(failureText(noticeOf({ channels }).failure, null)).toMatch(/^The switch/);
  });

  it('is shown by channel if the agent works at one platform', () => {
    const found = shown([phone, chat], { channelId: 'chat', channels: channels.slice(0, 1) });
    expect(textOf(found)).toBe('Telephony: now Not Ready Chat: stopped here');
    expect(typeof shown([phone, chat], {})).toBe('symbol');
  });
});
