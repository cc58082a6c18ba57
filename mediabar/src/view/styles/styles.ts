import { controls } from './controls.ts';
import { layout } from './layout.ts';
import { parts } from './parts.ts';
import { second } from './second.ts';
import { tokens } from './tokens.ts';
import { wide } from './wide.ts';

export const styles = [tokens, controls, layout, parts, second, wide];
