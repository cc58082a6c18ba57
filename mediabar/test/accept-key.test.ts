import { describe, expect, it } from 'vitest';
import { acceptKeyOf, isKey } from '../src/view/accept-key.ts';

const pressed = (key: string, held: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({
    ...{ key, code: '', ctrlKey: false, altKey: false, shiftKey: false, metaKey: false },
    ...(held as object),
  }) as KeyboardEvent;

describe('The accept key', () => {
  it('is F8 by default, and none if the host says so', () => {
    expect(acceptKeyOf(null)).toBe('F8');
    expect(acceptKeyOf(' F9 ')).toBe('F9');
    expect(acceptKeyOf('None')).toBe('');
    expect(acceptKeyOf('')).toBe('');
  });

  it('is never a printable key', () => {
    for (const key of ['a', 'A', '1', 'Shift+a', 'ش', '+']) expect(acceptKeyOf(key)).toBe('');
    expect(acceptKeyOf('Control+Alt+a')).toBe('Control+Alt+a');
  });

  it('matches exactly its modifiers', () => {
    expect(isKey(pressed('F8'), 'F8')).toBe(true);
    expect(isKey(pressed('F8', { shiftKey: true }), 'F8')).toBe(false);
    expect(isKey(pressed('a', { ctrlKey: true, altKey: true }), 'Control+Alt+A')).toBe(true);
    expect(isKey(pressed('a', { ctrlKey: true }), 'Control+Alt+A')).toBe(false);
    expect(isKey(pressed('F8'), '')).toBe(false);
  });

  it('matches a letter by its position, whatever the layout types', () => {
    expect(isKey(pressed('å', { altKey: true, code: 'KeyA' }), 'Alt+A')).toBe(true);
    expect(isKey(pressed('ش', { altKey: true, code: 'KeyA' }), 'Alt+A')).toBe(true);
    expect(isKey(pressed('q', { altKey: true, code: 'KeyQ' }), 'Alt+A')).toBe(false);
  });
});
