// A stock JSON-RPC 2.0 library over a stock WebSocket: nothing here was written for HIS but the names of the methods.
import { JSONRPCClient, JSONRPCServer, JSONRPCServerAndClient } from 'json-rpc-2.0';
import WebSocket from 'ws';

const [, , bus, password] = process.argv;
const socket = new WebSocket(bus, 'his.v1');
const peer = new JSONRPCServerAndClient(
  new JSONRPCServer(),
  new JSONRPCClient((message) => socket.send(JSON.stringify(message))),
);
peer.addMethod('session.event.disposed', () => console.log('session.event.disposed'));
socket.on('message', (data) => peer.receiveAndSend(JSON.parse(data)));
socket.on('close', (code, words) => console.log(`${code} ${words}`));
await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));

const { snapshot } = await peer.request('session.request.login', { agentId: '1001', password });
console.log(`${snapshot.session.agent.name} is in`);
await peer.request('session.request.logout', {});
console.log(`${snapshot.session.agent.name} is out`);
