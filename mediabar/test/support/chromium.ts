import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';

const browsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves a folder, opens it in Chromium, and resolves with what the page sends to `/result` as JSON. */
export async function openPage(folder: string, query: string): Promise<unknown> {
  const browser = browsers.find((path) => existsSync(path));
  if (!browser) throw new Error('Chromium is missing.');
  let reported: (result: string) => void = () => {};
  const result = new Promise<string>((resolve, reject) => {
    reported = resolve;
    setTimeout(() => reject(new Error('The page has sent no result.')), 30_000).unref();
  });
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        response.end();
        reported(body);
      });
      return;
    }
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html');
    readFile(join(folder, path)).then(
      (file) => response.setHeader('content-type', types[extname(path)] ?? 'text/plain').end(file),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const profile = await mkdtemp(join(tmpdir(), 'media-bar-chromium-'));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${query}`;
  const options = ['--headless=new', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
  const process = spawn(browser, [...options, address], { stdio: 'ignore' });
  const exited = new Promise((exit) => process.on('exit', exit));
  try {
    return JSON.parse(await result) as unknown;
  } finally {
    process.kill();
    await exited;
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
