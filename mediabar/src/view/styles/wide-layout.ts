import { css } from 'lit';

/** The layouts of a bar, from 560, 820 and 1080 px. */
export const wideLayout = css`
  @container (min-width: 560px) {
    .results li {
      display: inline;
    }
    .channels {
      grid-template-columns: 1fr 1fr;
    }
    .cell:nth-child(2) {
      border-block-start: 0;
    }
    .cell:nth-child(even) {
      border-inline-start: 1px solid var(--line);
    }
    .interaction:is(*, :has(.second)) {
      grid-template-areas: 'kind party subject status time actions';
      grid-template-columns: auto fit-content(45%) minmax(0, 1fr) auto auto auto;
    }
    :is(.party, .subject) {
      display: block;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    /* Only the name is truncated, at its end, in either direction. */
    .why .sentence {
      display: flex;
      white-space: pre;
    }
    .sentence :is(.name, .after) {
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .sentence .name {
      min-inline-size: 5em;
    }
    .sentence :is(.before, .after) {
      flex: none;
      max-inline-size: 60%;
    }
    .subject:empty {
      display: block;
    }
    .second {
      grid-area: auto;
      grid-column: 1 / -1;
    }
    .login {
      grid-template-columns: 1fr 1fr;
      align-items: end;
    }
    .brand {
      grid-column: 1 / -1;
    }
    .login .language {
      grid-column: -2 / -1;
    }
  }
  @container (min-width: 820px) {
    .head {
      grid-template-areas:
        'agent link dial language logout'
        'why why why why why';
      grid-template-columns: auto auto minmax(180px, 300px) 1fr auto;
    }
    .dial {
      margin-inline-start: 12px;
    }
    .why {
      justify-self: end;
    }
  }
  @container (min-width: 1080px) {
    .head {
      grid-template-areas: 'agent link dial why language logout';
      grid-template-columns: auto auto minmax(180px, 300px) minmax(0, 1fr) auto auto;
    }
    .channels {
      grid-auto-columns: minmax(0, 1fr);
      grid-auto-flow: column;
      grid-template-columns: minmax(0, 1.25fr);
    }
    .cell {
      border-block-start: 0;
    }
    .cell + .cell {
      border-inline-start: 1px solid var(--line);
    }
    .login {
      grid-template-columns: auto repeat(3, minmax(0, 200px)) auto 1fr;
    }
    .brand {
      grid-column: auto;
      align-self: center;
      margin-inline-end: 16px;
    }
  }
`;
