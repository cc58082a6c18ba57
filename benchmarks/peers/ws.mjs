// The same logout on Node's ws: what HIS says, and a close.
import { readFileSync } from 'node:fs';
import { WebSocketServer } from 'ws';
import { obey } from './obey.mjs';

const script = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => obey(server.address().port));
server.on('connection', (socket) => {
  socket.on('message', () => {
    for (const message of script) socket.send(message);
    socket.close(1000, 'logged out');
  });
});
