import { css } from 'lit';

/** The layout: a panel from 320 px, a bar if there is room. Depends on the width of the element, not of the window. */
export const layout = css`
  .frame {
    position: relative;
    overflow: clip;
    border: 1px solid var(--line);
    border-radius: var(--media-bar-frame-radius, var(--radius));
    background: var(--surface);
    color: var(--text);
  }
  .notice,
  .ending {
    display: flex;
    align-items: start;
    gap: 10px;
    padding: 10px 14px;
    border-block-end: 1px solid var(--line);
    background: var(--bad-soft);
    color: var(--bad);
    font-weight: 550;
  }
  .ending {
    background: var(--info-soft);
    color: var(--text);
  }
  .notice.mild {
    background: var(--wait-soft);
    color: var(--wait);
  }
  .ending.lost {
    background: var(--wait-soft);
    color: var(--wait);
  }
  .stale > :not(.lost) {
    filter: grayscale(1);
  }
  .stale .time {
    visibility: hidden;
  }
  .notice-text {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .notice .button {
    margin-block: -6px;
    margin-inline-end: -6px;
    border-color: transparent;
    background: none;
    color: inherit;
  }
  .results {
    margin-block-start: 4px;
    color: var(--text);
    font-weight: 400;
  }
  .results li {
    margin-inline-end: 16px;
  }
  .results ul {
    padding-inline-start: 12px;
  }
  .login {
    display: grid;
    gap: 12px;
    padding: 14px;
  }
  .brand,
  .agent,
  .link,
  .tools,
  .language,
  .why {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
  }
  .brand {
    font-size: 16px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .brand .icon,
  .agent > .icon {
    inline-size: 24px;
    block-size: 24px;
    color: var(--accent);
  }
  .head {
    display: grid;
    grid-template-areas:
      'agent logout'
      'why why'
      'link language'
      'dial dial';
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px 12px;
    padding: 8px 14px;
  }
  .agent {
    grid-area: agent;
    overflow: hidden;
    white-space: nowrap;
  }
  .agent-name {
    overflow: hidden;
    font-weight: 650;
    text-overflow: ellipsis;
  }
  .link {
    grid-area: link;
    gap: 5px;
    color: var(--muted);
    font-size: 13px;
  }
  .link[data-link='Connected'] .icon {
    color: var(--good);
  }
  .tools {
    grid-area: language;
    gap: 4px;
    justify-self: end;
  }
  .language {
    gap: 4px;
    justify-self: end;
    color: var(--muted);
  }
  .language select {
    padding-inline: 4px;
    border-color: transparent;
    background: none;
    color: inherit;
    font-size: 13px;
  }
  .language option {
    background: var(--surface);
    color: var(--text);
  }
  .dial {
    grid-area: dial;
    display: flex;
    gap: 6px;
  }
  .dial input {
    flex: 1;
  }
  :dir(rtl) .dial input:placeholder-shown {
    text-align: right;
  }
  .logout {
    display: contents;
  }
  .logout > .button {
    grid-area: logout;
  }
  .why {
    grid-area: why;
    max-inline-size: 100%;
    gap: 5px;
    color: var(--muted);
    font-size: 13px;
  }
`;
