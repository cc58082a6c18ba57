// The same logout on Socket.IO: what HIS says, and a disconnect.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { obey } from './obey.mjs';

const script = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });
io.on('connection', (socket) => {
  socket.on('logout', () => {
    for (const message of script) socket.emit('message', message);
    socket.disconnect(true);
  });
});
http.listen(0, '127.0.0.1', () => obey(http.address().port));
